using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>
/// Reads the declaration of a catalogue. The generator takes the model, the analyzer takes what is wrong with it: one reader, so that the two never
/// disagree on what a catalogue is.
/// </summary>
internal sealed class CatalogReader(INamedTypeSymbol type, AttributeData attribute, List<Finding> findings, CancellationToken cancellationToken)
{
    private static readonly SymbolDisplayFormat HintFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private readonly Dictionary<string, string> _methodsByCode = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _methodsByEventId = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Reads a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="findings">Where to put what is wrong.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The catalogue, or <see langword="null"/> if there is none that could be written.</returns>
    public static CatalogModel? Read(INamedTypeSymbol type, List<Finding> findings, CancellationToken cancellationToken) =>
        Declarations.AttributeOf(type, KnownNames.ErrorCatalogAttribute) is { } attribute
            ? new CatalogReader(type, attribute, findings, cancellationToken).Read()
            : null;

    private CatalogModel? Read()
    {
        if (ClassFault() is { } fault)
        {
            findings.Add(new Finding(Rules.ClassIsNotStaticPartial, Declarations.Location(type), type.Name, fault));
            return null;
        }
        var domain = ReadDomain();
        var typeBase = ReadTypeBase();
        var neutralLanguage = ReadNeutralLanguage();
        if (domain is null)
            return null;

        var errors = ImmutableArray.CreateBuilder<ErrorModel>();
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Declarations.AttributeOf(method, KnownNames.ErrorAttribute) is { } declared && Read(method, declared) is { } error)
                errors.Add(error);
        }
        return new CatalogModel
        {
            Namespace = type.ContainingNamespace.IsGlobalNamespace ? "" : Declarations.WithKeywordsEscaped(type.ContainingNamespace),
            ContainingTypes = new EquatableArray<string>([.. Declarations.ContainingTypes(type).Select(Declarations.Reopened)]),
            ClassName = Declarations.Escaped(type.Name),
            QualifiedName = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            HintName = type.ToDisplayString(HintFormat) + ".g.cs",
            Domain = domain,
            TypeBase = typeBase,
            Resources = attribute.Value("Resources") is INamedTypeSymbol resources ? resources.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) : null,
            NeutralLanguage = neutralLanguage,
            Errors = new EquatableArray<ErrorModel>(errors.ToImmutable()),
        };
    }

    private string? ClassFault()
    {
        if (type.IsFileLocal)
            return "is local to its file";
        if (type.IsGenericType || Declarations.ContainingTypes(type).Any(outer => outer.IsGenericType))
            return "is generic";
        if (!Declarations.IsPartial(type, cancellationToken))
            return "is not partial";
        if (!type.IsStatic)
            return "is not static";
        return Declarations.ContainingTypes(type).FirstOrDefault(outer => !Declarations.IsPartial(outer, cancellationToken)) is { } closed
            ? $"stands in '{closed.Name}', which is not partial"
            : null;
    }

    private string? ReadDomain()
    {
        if (!attribute.HasArguments(1))
            return null;
        var domain = attribute.ConstructorArguments[0].Value as string ?? "";
        if (!ErrorForms.IsDomain(domain))
            findings.Add(new Finding(Rules.MalformedDomain, attribute.LocationOf("domain", 0, cancellationToken), domain));
        return domain;
    }

    private string? ReadTypeBase()
    {
        var typeBase = attribute.Value("TypeBase") as string;
        if (typeBase is not null && !ErrorForms.IsTypeBase(typeBase))
            findings.Add(new Finding(Rules.MalformedTypeBase, attribute.LocationOf("TypeBase", -1, cancellationToken), typeBase));
        return typeBase;
    }

    private string? ReadNeutralLanguage()
    {
        var language = attribute.Value("NeutralLanguage") as string;
        if (language is not null && !ErrorForms.IsLanguageTag(language))
            findings.Add(new Finding(Rules.MalformedLanguage, attribute.LocationOf("NeutralLanguage", -1, cancellationToken), language));
        return language;
    }

    private ErrorModel? Read(IMethodSymbol method, AttributeData declared)
    {
        // An argument that does not compile has its own diagnostic.
        if (!declared.HasArguments(2))
            return null;
        var code = ReadCode(method, declared);
        var kind = ReadMember(declared, "kind", 1, declared.ConstructorArguments[1]);
        var retry = declared.NamedArguments.FirstOrDefault(named => named.Key == "Retry").Value is { Kind: TypedConstantKind.Enum } given
            ? ReadMember(declared, "Retry", -1, given)
            : "Never";
        var isWritable = new MethodReader(method, findings, cancellationToken).IsWritable() & TakeName(method);
        var texts = new TextReader(method, declared, findings, cancellationToken);
        var title = texts.ReadTitle();
        var detail = texts.ReadDetail();
        var parameters = new ParameterReader(method, findings, cancellationToken).Read(detail, retry, detailIsUsable: texts.DetailIsUsable);
        var status = ReadStatus(declared, kind);
        var eventId = ReadEventId(method, declared);
        var helpLink = ReadHelpLink(declared, code);
        if (!isWritable || kind is null || retry is null || parameters is null)
            return null;
        return new ErrorModel
        {
            MethodName = Declarations.Escaped(method.Name),
            Accessibility = Declarations.AccessibilityText(method, cancellationToken),
            Code = code,
            Kind = kind,
            Title = title,
            Detail = detail,
            Retry = retry,
            Status = status,
            HelpLink = helpLink,
            EventId = eventId,
            Parameters = new EquatableArray<ParameterModel>(parameters.Value),
        };
    }

    private string ReadCode(IMethodSymbol method, AttributeData declared)
    {
        var code = declared.ConstructorArguments[0].Value as string ?? "";
        var location = declared.LocationOf("code", 0, cancellationToken);
        if (!ErrorForms.IsCode(code))
            findings.Add(new Finding(Rules.MalformedCode, location, code, ErrorForms.SuggestCode(method.Name)));
        else if (_methodsByCode.TryGetValue(code, out var other))
            findings.Add(new Finding(Rules.DuplicateCode, location, code, $"'{type.Name}.{other}'"));
        else
            _methodsByCode.Add(code, method.Name);
        return code;
    }

    private string? ReadMember(AttributeData declared, string name, int position, TypedConstant value)
    {
        if (value.Type is not INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
            return null;
        var members = enumeration.GetMembers().OfType<IFieldSymbol>().Where(member => member.HasConstantValue).ToList();
        if (members.FirstOrDefault(member => Equals(member.ConstantValue, value.Value)) is { } found)
            return found.Name;
        findings.Add(new Finding(
            Rules.UnknownMember, declared.LocationOf(name, position, cancellationToken),
            value.Value ?? "", enumeration.Name, string.Join(", ", members.Select(member => member.Name))));
        return null;
    }

    private bool TakeName(IMethodSymbol method)
    {
        var fault = method.Name is "Catalog" or "Descriptors" ? "is that of a member which the generator writes"
            : !_names.Add(method.Name) ? "is already that of another error of this catalogue"
            : null;
        if (fault is not null)
            findings.Add(new Finding(Rules.NameIsTaken, Declarations.Location(method), method.Name, fault));
        return fault is null;
    }

    private int ReadStatus(AttributeData declared, string? kind)
    {
        var status = declared.Value("Status") as int? ?? 0;
        var ofKind = ErrorKinds.HttpStatus(kind ?? "Internal");
        var isFailure = status is >= 400 and <= 599;
        // Whose fault it is follows from the kind in one place and from the status in another, so they must agree. An unknown kind is a finding of its own.
        if (status == 0 || (isFailure && (kind is null || status / 100 == ofKind / 100)))
            return status;
        var wanted = !isFailure ? "of a failure; use 400 to 599"
            : ofKind < 500 ? "of a fault of the caller; use 400 to 499"
            : "of a fault on this side; use 500 to 599";
        findings.Add(new Finding(
            Rules.StatusOutOfRange, declared.LocationOf("Status", -1, cancellationToken), status, ofKind, kind ?? "Internal", wanted));
        return 0;
    }

    private int ReadEventId(IMethodSymbol method, AttributeData declared)
    {
        var eventId = declared.Value("EventId") as int? ?? 0;
        if (eventId == 0)
            return 0;
        if (_methodsByEventId.TryGetValue(eventId, out var other))
            findings.Add(new Finding(Rules.DuplicateEventId, declared.LocationOf("EventId", -1, cancellationToken), eventId, method.Name, other));
        else
            _methodsByEventId.Add(eventId, method.Name);
        return eventId;
    }

    private string? ReadHelpLink(AttributeData declared, string code)
    {
        var link = declared.Value("HelpLink") as string;
        if (link is not null && !ErrorForms.IsAddress(link))
            findings.Add(new Finding(Rules.MalformedHelpLink, declared.LocationOf("HelpLink", -1, cancellationToken), link, ErrorForms.TypeUri("", code)));
        return link;
    }
}
