using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>
/// Reads the declaration of a catalogue. The generator takes the model, the analyzer takes what is wrong with it: one reader, so that the two never
/// disagree on what a catalogue is.
/// </summary>
internal sealed class CatalogReader
{
    private static readonly SymbolDisplayFormat HintFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private readonly INamedTypeSymbol _type;
    private readonly AttributeData _attribute;
    private readonly CancellationToken _cancellationToken;
    private readonly bool _canBeReopened;
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, string> _methodsByCode = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _methodsByEventId = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private CatalogReader(INamedTypeSymbol type, AttributeData attribute, CancellationToken cancellationToken)
    {
        (_type, _attribute, _cancellationToken) = (type, attribute, cancellationToken);
        _canBeReopened = Declarations.CanBeReopened(type, cancellationToken);
    }

    /// <summary>Reads a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What was read, or <see langword="null"/> if it is no catalogue.</returns>
    public static CatalogReading? Read(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        Declarations.AttributeOf(type, KnownNames.ErrorCatalogAttribute) is { } attribute ? new CatalogReader(type, attribute, cancellationToken).Read() : null;

    private CatalogReading Read()
    {
        if (ClassFault() is { } fault)
            _findings.Add(new Finding(Rules.ClassIsNotStaticPartial, Declarations.Location(_type), _type.Name, fault));
        var ofClass = _findings.Count;
        var domain = ReadDomain();
        var typeBase = ReadTypeBase();
        var isSound = domain is not null && _findings.Count == ofClass;
        var neutralLanguage = ReadNeutralLanguage();

        List<ErrorReading> errors = [];
        foreach (var method in _type.GetMembers().OfType<IMethodSymbol>())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (Declarations.AttributeOf(method, KnownNames.ErrorAttribute) is { } declared)
                errors.Add(Read(method, declared));
        }
        return new CatalogReading
        {
            Type = _type,
            Model = _canBeReopened ? Model(domain, typeBase, neutralLanguage, errors) : null,
            Domain = domain is not null && ErrorForms.IsDomain(domain) ? domain : null,
            TypeBase = typeBase,
            IsSound = isSound,
            Errors = errors,
            Findings = _findings,
            IsRefusedByCompiler = errors.Any(error => error.Form.IsRefusedByCompiler),
        };
    }

    private CatalogModel Model(string? domain, string? typeBase, string? neutralLanguage, List<ErrorReading> errors)
    {
        var hasDescriptors = domain is not null && errors.All(error => error.Method.Name != KnownNames.Descriptors);
        return new CatalogModel
        {
            Place = PlaceModel.Of(_type),
            QualifiedName = _type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            HintName = _type.ToDisplayString(HintFormat).Replace('<', '{').Replace('>', '}') + ".g.cs",
            Domain = domain ?? "",
            TypeBase = typeBase,
            Resources = (_attribute.Value("Resources") as INamedTypeSymbol)?.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            NeutralLanguage = neutralLanguage,
            Errors = new EquatableArray<ErrorModel>(hasDescriptors ? [.. errors.Select(error => error.Model).OfType<ErrorModel>()] : []),
            Refused = new EquatableArray<string>(
                [.. errors.Where(error => !hasDescriptors || error.Model is null).Select(error => error.Form.MissingPart).OfType<string>()]),
            HasDescriptors = hasDescriptors,
            HasCatalog = hasDescriptors && errors.All(error => error.Method.Name != KnownNames.Catalog),
        };
    }

    private string? ClassFault()
    {
        if (_type.IsFileLocal || Declarations.ContainingTypes(_type).Any(outer => outer.IsFileLocal))
            return "is local to its file";
        if (_type.IsGenericType || Declarations.ContainingTypes(_type).Any(outer => outer.IsGenericType))
            return "is generic";
        if (!Declarations.IsPartial(_type, _cancellationToken))
            return "is not partial";
        if (!_type.IsStatic)
            return "is not static";
        return Declarations.ContainingTypes(_type).FirstOrDefault(outer => !Declarations.IsPartial(outer, _cancellationToken)) is { } closed
            ? $"stands in '{closed.Name}', which is not partial"
            : null;
    }

    private string? ReadDomain()
    {
        if (!_attribute.HasArguments(1))
            return null;
        var domain = _attribute.ConstructorArguments[0].Value as string ?? "";
        if (!ErrorForms.IsDomain(domain))
            _findings.Add(new Finding(Rules.MalformedDomain, _attribute.LocationOf("domain", 0, _cancellationToken), domain));
        return domain;
    }

    private string? ReadTypeBase()
    {
        var typeBase = _attribute.Value("TypeBase") as string;
        if (typeBase is not null && !ErrorForms.IsTypeBase(typeBase))
            _findings.Add(new Finding(Rules.MalformedTypeBase, _attribute.LocationOf("TypeBase", -1, _cancellationToken), typeBase));
        return typeBase;
    }

    private string? ReadNeutralLanguage()
    {
        var language = _attribute.Value("NeutralLanguage") as string;
        if (language is not null && !ErrorForms.IsLanguageTag(language))
            _findings.Add(new Finding(Rules.MalformedLanguage, _attribute.LocationOf("NeutralLanguage", -1, _cancellationToken), language));
        return language;
    }

    private ErrorReading Read(IMethodSymbol method, AttributeData declared)
    {
        var before = _findings.Count;
        // An argument that does not compile has its own diagnostic.
        var model = declared.HasArguments(2) ? ReadModel(method, declared) : null;
        var code = declared.HasArguments(2) ? declared.ConstructorArguments[0].Value as string : null;
        return new ErrorReading
        {
            Method = method,
            Attribute = declared,
            Form = new MethodForm(method, _canBeReopened, _cancellationToken),
            Code = code is not null && ErrorForms.IsCode(code) ? code : null,
            EventId = declared.Value("EventId") as int? ?? 0,
            Model = model,
            IsSound = model is not null && _findings.Count == before,
        };
    }

    private ErrorModel? ReadModel(IMethodSymbol method, AttributeData declared)
    {
        var code = ReadCode(method, declared);
        var kind = ReadMember(declared, "kind", 1, declared.ConstructorArguments[1]);
        var retry = declared.NamedArguments.FirstOrDefault(named => named.Key == "Retry").Value is { Kind: TypedConstantKind.Enum } given
            ? ReadMember(declared, "Retry", -1, given)
            : KnownNames.Never;
        var isWritable = new MethodReader(method, _findings, _cancellationToken).IsWritable() & TakeName(method);
        var texts = new TextReader(method, declared, _findings, _cancellationToken);
        var title = texts.ReadTitle();
        var detail = texts.ReadDetail(retry);
        var parameters = new ParameterReader(method, _findings, _cancellationToken).Read(detail, retry, detailIsUsable: texts.DetailIsUsable);
        var status = ReadStatus(declared, kind);
        var eventId = ReadEventId(method, declared);
        var helpLink = ReadHelpLink(declared, code);
        if (!isWritable || kind is null || retry is null || parameters is null)
            return null;
        return new ErrorModel
        {
            MethodName = Declarations.Escaped(method.Name),
            Accessibility = Declarations.AccessibilityText(method, _cancellationToken),
            Code = code,
            Kind = kind,
            Title = title,
            Detail = detail,
            Retry = retry,
            Status = status,
            HelpLink = helpLink,
            EventId = eventId,
            // A profile takes a failure for rare, and leaves what makes it a call: then its references are copied, each through the write barrier.
            IsInlined = parameters.Value.IsEmpty && Declarations.AttributeOf(method, KnownNames.MethodImplAttribute) is null,
            Parameters = new EquatableArray<ParameterModel>(parameters.Value),
        };
    }

    private string ReadCode(IMethodSymbol method, AttributeData declared)
    {
        var code = declared.ConstructorArguments[0].Value as string ?? "";
        var location = declared.LocationOf("code", 0, _cancellationToken);
        if (!ErrorForms.IsCode(code))
            _findings.Add(new Finding(Rules.MalformedCode, location, code, ErrorForms.SuggestCode(method.Name)));
        else if (_methodsByCode.TryGetValue(code, out var other))
            _findings.Add(new Finding(Rules.DuplicateCode, location, code, $"'{_type.Name}.{other}'"));
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
        _findings.Add(new Finding(
            Rules.UnknownMember, declared.LocationOf(name, position, _cancellationToken),
            value.Value ?? "", enumeration.Name, string.Join(", ", members.Select(member => member.Name))));
        return null;
    }

    private bool TakeName(IMethodSymbol method)
    {
        var fault = method.Name is KnownNames.Catalog or KnownNames.Descriptors ? "is that of a member which the generator writes"
            : !_names.Add(method.Name) ? "is already that of another error of this catalogue"
            : null;
        if (fault is not null)
            _findings.Add(new Finding(Rules.NameIsTaken, Declarations.Location(method), method.Name, fault));
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
        _findings.Add(new Finding(
            Rules.StatusOutOfRange, declared.LocationOf("Status", -1, _cancellationToken), status, ofKind, kind ?? "Internal", wanted));
        return 0;
    }

    private int ReadEventId(IMethodSymbol method, AttributeData declared)
    {
        var eventId = declared.Value("EventId") as int? ?? 0;
        if (eventId == 0)
            return 0;
        if (_methodsByEventId.TryGetValue(eventId, out var other))
            _findings.Add(new Finding(Rules.DuplicateEventId, declared.LocationOf("EventId", -1, _cancellationToken), eventId, method.Name, other));
        else
            _methodsByEventId.Add(eventId, method.Name);
        return eventId;
    }

    private string? ReadHelpLink(AttributeData declared, string code)
    {
        var link = declared.Value("HelpLink") as string;
        if (link is not null && !ErrorForms.IsAddress(link))
            _findings.Add(new Finding(Rules.MalformedHelpLink, declared.LocationOf("HelpLink", -1, _cancellationToken), link, ErrorForms.TypeUri("", code)));
        return link;
    }
}
