using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Audit.SourceGeneration;

/// <summary>Reads what of an event is written into its record: its public properties, and what its attribute says of target and outcome.</summary>
internal sealed class FieldReader(INamedTypeSymbol type, AttributeData attribute, List<Finding> findings, CancellationToken cancellationToken)
{
    /// <summary>In the order of AuditField.</summary>
    private static readonly string[] Known = ["Actor", "Target", "Outcome", "Tenant", "Source", "Correlation", "Reason"];

    private static readonly string[] Outcomes = ["Unknown", "Success", "Failure", "Denied"];

    /// <summary>Reads them.</summary>
    /// <returns><see langword="null"/> if one cannot be written.</returns>
    public ImmutableArray<FieldModel>? Read()
    {
        var before = findings.Count;
        var readable = Readable();
        var known = new Dictionary<string, FieldModel>();
        List<(byte[] Key, FieldModel Field)> own = [];
        foreach (var property in readable.Where(IsAudited))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Known.Contains(property.Name))
                ReadKnown(property, known);
            else
                ReadOwn(property, own);
        }
        // Both may name what is no field of its own: the number in "request:{Id}" need not stand in the record twice.
        ReadTarget(readable, known);
        var subject = ReadSubject(readable);
        ReadOutcome(known);
        if (findings.Count != before)
            return null;
        // The order of records: that of the bytes of UTF-8, which is not that of UTF-16.
        own.Sort(static (one, other) => Compare(one.Key, other.Key));
        return [.. subject, .. Known.Where(known.ContainsKey).Select(name => known[name]), .. own.Select(static each => each.Field)];
    }

    /// <summary>Those of base types too, each once: what an audit log leaves out it leaves out because somebody has said so.</summary>
    private List<IPropertySymbol> Readable()
    {
        var found = new List<IPropertySymbol>();
        var seen = new HashSet<string>();
        for (INamedTypeSymbol? each = type; each is not null; each = each.BaseType)
        {
            var declared = each.GetMembers().OfType<IPropertySymbol>().Where(property => !seen.Contains(property.Name)).ToList();
            found.InsertRange(0, declared.Where(IsRead));
            seen.UnionWith(declared.Select(static property => property.Name));
        }
        return found;
    }

    private static bool IsRead(IPropertySymbol property) =>
        property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null }
        && property.ExplicitInterfaceImplementations.IsEmpty && property.Name is not ("EqualityContract" or "EventType" or KnownNames.Type);

    private static bool IsAudited(IPropertySymbol property) => Declarations.AttributeOf(property, KnownNames.NotAuditedAttribute) is null;

    private void ReadKnown(IPropertySymbol property, Dictionary<string, FieldModel> known)
    {
        var isOutcome = property.Name == "Outcome";
        var isRight = isOutcome
            ? property.Type is INamedTypeSymbol named && Declarations.IsNamed(named, KnownNames.AuditOutcome)
            : property.Type.SpecialType == SpecialType.System_String;
        if (isRight)
            known[property.Name] = IsPersonal(property) && !isOutcome
                ? new FieldModel("Personal", null, $"global::Platform.Audit.Records.AuditField.{property.Name}, {Holes.Member(property)}")
                : new FieldModel(property.Name, null, Holes.Member(property));
        else
            findings.Add(Finding.Of(Rules.KnownFieldType, Declarations.Location(property), property.Name, type.Name, isOutcome ? "AuditOutcome" : "string", Shown(property.Type)));
    }

    private void ReadOwn(IPropertySymbol property, List<(byte[] Key, FieldModel Field)> own)
    {
        var name = char.ToLowerInvariant(property.Name[0]) + property.Name.Substring(1);
        var key = Encoding.UTF8.GetBytes(name);
        if (own.Any(each => each.Field.Name == name))
            findings.Add(Finding.Of(Rules.GivenTwice, Declarations.Location(property), name, type.Name, $"'{property.Name}' and by another property"));
        else if (key.Length > byte.MaxValue || Conversion(property) is not { } field || (IsPersonal(property) && property.Type.SpecialType != SpecialType.System_String))
            findings.Add(Finding.Of(Rules.UnsupportedType, Declarations.Location(property), property.Name, type.Name, Shown(property.Type)));
        else
            own.Add((key, field with { Name = name, Method = IsPersonal(property) ? "Personal" : field.Method }));
    }

    private void ReadTarget(List<IPropertySymbol> properties, Dictionary<string, FieldModel> known)
    {
        if (attribute.Value("Target") is not string template)
            return;
        var location = attribute.LocationOf("Target", -1, cancellationToken);
        if (known.ContainsKey("Target"))
            findings.Add(Finding.Of(Rules.GivenTwice, location, "target", type.Name, "[AuditEvent] and by the property 'Target'"));
        known["Target"] = new FieldModel("Target", null, Composed(template, properties, location, isInRecord: true));
    }

    private FieldModel[] ReadSubject(List<IPropertySymbol> properties) => attribute.Value("Subject") is string template
        ? [new FieldModel("Subject", null, Composed(template, properties, attribute.LocationOf("Subject", -1, cancellationToken), isInRecord: false))]
        : [];

    /// <summary>A text whose holes are filled. Where one has nothing to fill it there is no text at all: <c>resident:</c> would be all whose number is not known.</summary>
    private string Composed(string template, List<IPropertySymbol> properties, Location location, bool isInRecord)
    {
        var parts = new List<string>();
        var absent = new List<string>();
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0)
            {
                parts.Add(Text(template.Substring(at)));
                break;
            }
            if (open > at)
                parts.Add(Text(template.Substring(at, open - at)));
            var hole = template.Substring(open + 1, close - open - 1);
            if (properties.FirstOrDefault(property => property.Name == hole) is { } property)
            {
                parts.Add(Holes.InText(property));
                if (Holes.IsAbsent(property) is { } condition && !absent.Contains(condition))
                    absent.Add(condition);
                if (isInRecord && IsPersonal(property))
                    findings.Add(Finding.Of(Rules.PersonalInTarget, location, type.Name, hole));
                else if (!Holes.HasText(property.Type))
                    findings.Add(Finding.Of(Rules.HoleWithoutText, location, WhatHas(isInRecord), type.Name, hole, Shown(property.Type)));
            }
            else
                findings.Add(Finding.Of(Rules.UnknownHole, location, WhatHas(isInRecord), type.Name, hole, string.Join(", ", properties.Select(static each => each.Name))));
            at = close + 1;
        }
        var whole = parts.Count == 1 && parts[0].StartsWith("\"", StringComparison.Ordinal) ? parts[0] : $"string.Concat({string.Join(", ", parts)})";
        return absent.Count == 0 ? whole : $"{string.Join(" || ", absent)} ? null : {whole}";
    }

    private static string WhatHas(bool isInRecord) => isInRecord ? "target" : "subject";

    private void ReadOutcome(Dictionary<string, FieldModel> known)
    {
        if (attribute.Value("Outcome") is not int outcome || outcome <= 0 || outcome >= Outcomes.Length)
            return;
        if (known.ContainsKey("Outcome"))
            findings.Add(Finding.Of(Rules.GivenTwice, attribute.LocationOf("Outcome", -1, cancellationToken), "outcome", type.Name, "[AuditEvent] and by the property 'Outcome'"));
        known["Outcome"] = new FieldModel("Outcome", null, $"global::{KnownNames.AuditOutcome}.{Outcomes[outcome]}");
    }

    private static bool IsPersonal(IPropertySymbol property) => Declarations.AttributeOf(property, KnownNames.PersonalAttribute) is not null;

    private static FieldModel? Conversion(IPropertySymbol property)
    {
        var member = Holes.Member(property);
        var isNullable = property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        var value = isNullable ? ((INamedTypeSymbol)property.Type).TypeArguments[0] : property.Type;
        if (value.TypeKind == TypeKind.Enum)
            return new("Text", null, $"{member}{(isNullable ? "?" : "")}.ToString()");
        return value.SpecialType switch
        {
            SpecialType.System_String => new("Text", null, member),
            SpecialType.System_Boolean => new("Boolean", null, member),
            SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32
                or SpecialType.System_UInt32 or SpecialType.System_Int64 => new("Integer", null, member),
            _ when value is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte, Rank: 1 } => new("Bytes", null, member),
            _ when value is INamedTypeSymbol named && Declarations.IsNamed(named, "System.DateTimeOffset") => new("Time", null, member),
            _ when value is INamedTypeSymbol named && Declarations.IsNamed(named, "System.Guid") => new("Guid", null, member),
            _ => null,
        };
    }

    private static string Shown(ITypeSymbol of) => of.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    private static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    private static int Compare(byte[] one, byte[] other)
    {
        for (var at = 0; at < Math.Min(one.Length, other.Length); at++)
        {
            if (one[at] != other[at])
                return one[at].CompareTo(other[at]);
        }
        return one.Length.CompareTo(other.Length);
    }
}
