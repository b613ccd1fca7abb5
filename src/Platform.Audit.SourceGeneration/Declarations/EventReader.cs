using Microsoft.CodeAnalysis;

namespace Platform.Audit.SourceGeneration;

/// <summary>Reads a type with <c>[AuditEvent]</c>, and judges it.</summary>
internal sealed class EventReader
{
    private const int MaxNameLength = 100;

    private readonly INamedTypeSymbol _type;
    private readonly AttributeData _attribute;
    private readonly CancellationToken _cancellationToken;
    private readonly List<Finding> _findings = [];

    private EventReader(INamedTypeSymbol type, AttributeData attribute, CancellationToken cancellationToken) =>
        (_type, _attribute, _cancellationToken) = (type, attribute, cancellationToken);

    public static EventModel Read(INamedTypeSymbol type, AttributeData attribute, CancellationToken cancellationToken) =>
        new EventReader(type, attribute, cancellationToken).Read();

    private EventModel Read()
    {
        var isWritable = IsForm();
        var catalog = ReadCatalog(out var prefix);
        var name = ReadName(prefix);
        var fields = new FieldReader(_type, _attribute, _findings, _cancellationToken).Read();
        RequireFree(_type, KnownNames.Type, ref isWritable);
        RequireFree(_type, "WriteTo", ref isWritable);
        RequireFree(_type, "EventType", ref isWritable);
        return new EventModel
        {
            Place = PlaceModel.Of(_type),
            QualifiedName = _type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            Name = name ?? "",
            Catalog = catalog,
            WhenUnavailable = WhenUnavailable(),
            Fields = new(fields ?? []),
            NamePlace = PlaceInText.Of(_attribute.LocationOf("name", 0, _cancellationToken)),
            Findings = new([.. _findings]),
            IsWritable = isWritable && name is not null && fields is not null,
        };
    }

    private bool IsForm()
    {
        var fault = _type.IsGenericType || Declarations.ContainingTypes(_type).Any(outer => outer.IsGenericType) ? "is generic, or stands in a generic type"
            : _type.IsRefLikeType ? "is a ref struct"
            : _type.IsStatic || _type.IsAbstract ? "cannot be made"
            : !Declarations.CanBeReopened(_type, _cancellationToken) ? "is not partial, stands in a type that is not, or is local to its file"
            : null;
        if (fault is not null)
            _findings.Add(Finding.Of(Rules.NotPartial, Declarations.Location(_type), _type.Name, fault));
        return fault is null;
    }

    private CatalogModel? ReadCatalog(out string prefix)
    {
        prefix = "";
        if (_type.ContainingType is not { } outer || Declarations.AttributeOf(outer, KnownNames.AuditCatalogAttribute) is not { } attribute)
            return null;
        var name = attribute.HasArguments(1) ? attribute.ConstructorArguments[0].Value as string ?? "" : "";
        if (!IsName(name))
            _findings.Add(Finding.Of(Rules.MalformedName, attribute.LocationOf("name", 0, _cancellationToken), name));
        prefix = name + ".";
        var isStaticPartial = outer.IsStatic && Declarations.CanBeReopened(outer, _cancellationToken);
        if (!isStaticPartial)
            _findings.Add(Finding.Of(Rules.CatalogIsNotStaticPartial, Declarations.Location(outer), outer.Name));
        RequireFree(outer, KnownNames.Events, ref isStaticPartial);
        return new CatalogModel(PlaceModel.Of(outer), outer.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), isStaticPartial);
    }

    private string? ReadName(string prefix)
    {
        if (!_attribute.HasArguments(1))
            return null;
        var name = _attribute.ConstructorArguments[0].Value as string ?? "";
        if (IsName(name) && prefix.Length + name.Length <= MaxNameLength)
            return prefix + name;
        _findings.Add(Finding.Of(Rules.MalformedName, _attribute.LocationOf("name", 0, _cancellationToken), name));
        return null;
    }

    private string? WhenUnavailable() => _attribute.Value("WhenUnavailable") switch
    {
        0 => "Reject",
        1 => "Allow",
        _ => null,
    };

    private void RequireFree(INamedTypeSymbol type, string member, ref bool isWritable)
    {
        if (type.GetMembers(member).FirstOrDefault(each => !Declarations.IsWrittenBy(each, KnownNames.Tool)) is not { } taken)
            return;
        _findings.Add(Finding.Of(Rules.NameIsTaken, Declarations.Location(taken), type.Name, member));
        isWritable = false;
    }

    /// <summary>As AuditEventType has it.</summary>
    private static bool IsName(string name)
    {
        if (name.Length is 0 or > MaxNameLength)
            return false;
        var isAtStart = true;
        foreach (var character in name)
        {
            if (character == '.' ? isAtStart : !(character is (>= 'a' and <= 'z') or (>= '0' and <= '9') || (!isAtStart && character is '-' or '_')))
                return false;
            isAtStart = character == '.';
        }
        return !isAtStart;
    }
}
