namespace Platform.Validation.SourceGeneration;

/// <summary>A validated type as it was declared. Holds nothing of a compilation.</summary>
internal sealed record ValidatedModel
{
    /// <summary>Where the other half is written: the type itself, or the class that mirrors it.</summary>
    public required PlaceModel Place { get; init; }

    /// <summary>With <c>global::</c> and type parameters.</summary>
    public required string TypeName { get; init; }

    /// <summary>The name of the generated file, unique in the compilation.</summary>
    public required string HintName { get; init; }

    /// <summary>Whether the rules stand in a class that mirrors the type.</summary>
    public required bool IsOfAnother { get; init; }

    public required bool IsValueType { get; init; }

    public required bool IsRecord { get; init; }

    /// <summary>Whether a value may be of a derived type.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>The nearest base type that is validated itself.</summary>
    public required string? Base { get; init; }

    /// <summary>Whether the type or one nested in it has asynchronous rules, as far as static types tell.</summary>
    public required bool HasAsyncRules { get; init; }

    /// <summary>Whether asynchronous rules are to be looked for, also in what may turn out to be a derived type.</summary>
    public required bool MayAsk { get; init; }

    public required bool MaySanitize { get; init; }

    public required EquatableArray<MemberModel> Members { get; init; }

    /// <summary>Rules about the whole.</summary>
    public required EquatableArray<RuleModel> Rules { get; init; }

    /// <summary>What is kept in static fields: patterns, texts, attributes.</summary>
    public required EquatableArray<string> Fields { get; init; }

    /// <summary>What a schema can say of the rules, as JSON.</summary>
    public required string Schema { get; init; }

    /// <summary>Its name among schemas.</summary>
    public required string SchemaName { get; init; }

    /// <summary>The name of <see cref="Schema"/>: another one where values may be of derived types.</summary>
    public required string DeclaredSchemaName { get; init; }

    /// <summary>Which of the derived types a value is; <see langword="null"/> where there is no choice.</summary>
    public required string? PolymorphicSchema { get; init; }

    /// <summary>The validated types that the schema refers to, with <c>global::</c>.</summary>
    public required EquatableArray<string> SchemaReferences { get; init; }

    /// <summary>How values are read from JSON in one pass; <see langword="null"/> where the serializer does all.</summary>
    public required ReadingModel? Reading { get; init; }

    public required bool IsSelfValidating { get; init; }

    /// <summary>Where each member stands, for an object that validates itself and names members.</summary>
    public required EquatableArray<PointerModel> Pointers { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Display { get; init; }
}

/// <summary>Where a member stands.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Pointer">As a literal.</param>
internal sealed record PointerModel(string Name, string Pointer);

/// <summary>A member that has rules, or holds what has.</summary>
internal sealed record MemberModel
{
    public required string Name { get; init; }

    /// <summary>How its value is read.</summary>
    public required string Access { get; init; }

    /// <summary>As a literal.</summary>
    public required string Pointer { get; init; }

    /// <summary>The variable that holds the value where there is one.</summary>
    public required string Variable { get; init; }

    public required bool CanBeNull { get; init; }

    /// <summary>The condition of all its rules.</summary>
    public required string? Condition { get; init; }

    /// <summary>Asked of a value that is there, beside that it is there; empty for nothing.</summary>
    public required string Presence { get; init; }

    /// <summary>What is reported where there is no value; <see langword="null"/> where none is needed.</summary>
    public required string? Missing { get; init; }

    /// <summary>Rules that are asked whether there is a value or not.</summary>
    public required EquatableArray<RuleModel> AnyRules { get; init; }

    public required EquatableArray<RuleModel> Rules { get; init; }

    public required ValueModel Value { get; init; }

    public required SanitizingModel? Sanitizing { get; init; }

    /// <summary>The name on the wire and a schema of the values; <see langword="null"/> where nothing can be said.</summary>
    public required string? Schema { get; init; }

    /// <summary>Whether an object without it is refused.</summary>
    public required bool IsNeeded { get; init; }

    public required string WireName { get; init; }
}

/// <summary>What is nested in a value.</summary>
internal sealed record ValueModel
{
    public static ValueModel Plain { get; } = new() { Kind = ValueKind.Plain };

    public required ValueKind Kind { get; init; }

    /// <summary>Of a validated value: its type.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>Whether a value of the type that holds it may be met again below it.</summary>
    public bool CanRecur { get; init; }

    /// <summary>Whether asynchronous rules may lie below.</summary>
    public bool MayAsk { get; init; }

    public bool MaySanitize { get; init; }

    /// <summary>Whether its rules, or those of what lies in it, are named by the member, because its type is somebody else's.</summary>
    public bool NamesRules { get; init; }

    /// <summary>Of a sequence: the items, of entries: the values.</summary>
    public ValueModel? Element { get; init; }

    /// <summary>How it is walked; <c>{0}</c> is the value.</summary>
    public string Walk { get; init; } = "";

    public bool ElementCanBeNull { get; init; }

    /// <summary>Whether an element that is <see langword="null"/> is refused.</summary>
    public bool RefuseNullElement { get; init; }

    public EquatableArray<RuleModel> ElementRules { get; init; }

    /// <summary>Of entries: the rules about each key.</summary>
    public EquatableArray<RuleModel> KeyRules { get; init; }

    /// <summary>Whether there is anything to be asked.</summary>
    public bool HasRules => Kind is ValueKind.Validated or ValueKind.Unknown
        || (Element is { } element && (RefuseNullElement || ElementRules.Count > 0 || KeyRules.Count > 0 || element.HasRules));

    public bool HasAsyncBelow => MayAsk || (Element is { } element && (element.HasAsyncBelow || ElementRules.Concat(KeyRules).Any(rule => rule.IsAsync)));
}

/// <summary>What a value is to the generator.</summary>
internal enum ValueKind
{
    /// <summary>Nothing is nested in it.</summary>
    Plain,

    /// <summary>It has a validator.</summary>
    Validated,

    /// <summary>Only at run time it is known whether it has rules.</summary>
    Unknown,

    /// <summary>A sequence of values.</summary>
    Sequence,

    /// <summary>A dictionary.</summary>
    Entries,
}

/// <summary>One rule, in C#.</summary>
internal sealed record RuleModel
{
    /// <summary>True where the rule is broken; of a rule that says itself what it finds, the call that makes it do so.</summary>
    public required string Failed { get; init; }

    /// <summary>What a rule that says itself what it finds is given to pass on to a report; <see langword="null"/> for any other.</summary>
    public string? Findings { get; init; }

    /// <summary>The same where nobody wants to know what: it takes only whether something was found, and whether an error is among it.</summary>
    public string JudgedFindings { get; init; } = "";

    /// <summary>Of a rule that is asked about all items at once: their type.</summary>
    public string? Batch { get; init; }

    /// <summary>The variable that holds the items.</summary>
    public string BatchOf { get; init; } = "";

    /// <summary>The statement that reports it.</summary>
    public required string Report { get; init; }

    /// <summary>As a literal.</summary>
    public string? RuleSet { get; init; }

    public string? Condition { get; init; }

    public bool IsAsync { get; init; }

    /// <summary>Whether a value that breaks it stays valid: it warns or informs.</summary>
    public bool LeavesValid { get; init; }

    /// <summary>The same as a keyword of JSON Schema, name and value; <see langword="null"/> where no keyword says it.</summary>
    public string? Keyword { get; init; }
}

/// <summary>How a member is sanitised.</summary>
/// <param name="Kind">What of it.</param>
/// <param name="Argument">The sanitisers, or the validator of what is nested.</param>
internal sealed record SanitizingModel(SanitizingKind Kind, string Argument)
{
    /// <summary>A method of the user's own.</summary>
    public string? Own { get; init; }

    /// <summary>Of a dictionary: the sanitisers of its keys.</summary>
    public string? Keys { get; init; }

    /// <summary>The same by a method of the user's own.</summary>
    public string? OwnKeys { get; init; }

    /// <summary>How another collection comes back; <see langword="null"/> where it is changed in place.</summary>
    public CollectionModel? Collection { get; init; }
}

/// <summary>A collection that comes back from being sanitised.</summary>
/// <param name="IsCopy">Whether the one that came in is not to be touched.</param>
/// <param name="Cast">To the declared type, where another comes back.</param>
internal sealed record CollectionModel(bool IsCopy, string Cast);

/// <summary>What of a member is sanitised.</summary>
internal enum SanitizingKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>The texts of a list.</summary>
    Texts,

    /// <summary>A validated object.</summary>
    Nested,

    /// <summary>A validated struct.</summary>
    NestedStruct,

    /// <summary>Validated objects in a list.</summary>
    Items,

    /// <summary>The keys of a dictionary, its texts, or both.</summary>
    Entries,
}

/// <summary>How values of a type are read from JSON in one pass.</summary>
/// <param name="Members">The members that are read.</param>
/// <param name="Arguments">Those of the constructor.</param>
/// <param name="Initializers">What is set while the object is made.</param>
/// <param name="Setters">Statements that set what was sent.</param>
internal sealed record ReadingModel(EquatableArray<ReadingMember> Members, string Arguments, string Initializers, EquatableArray<string> Setters);

/// <summary>A member that is read.</summary>
internal sealed record ReadingMember
{
    /// <summary>Its name in C#.</summary>
    public required string Name { get; init; }

    public required string Wire { get; init; }

    /// <summary>How many bytes its name has.</summary>
    public required int WireBytes { get; init; }

    public required string Variable { get; init; }

    public required string TypeName { get; init; }

    /// <summary>The type that the value, or each of those in it, is read as.</summary>
    public required string ValueType { get; init; }

    /// <summary>By whom.</summary>
    public required ReadingSource Source { get; init; }

    public required ReadingKind Kind { get; init; }

    /// <summary>Of a collection: the declared type of what it holds.</summary>
    public required string Item { get; init; }

    public required bool ItemCanBeNull { get; init; }

    /// <summary>Whether <see langword="null"/> is taken; elsewhere the serializer says what becomes of it.</summary>
    public required bool AllowsNull { get; init; }

    /// <summary>Whether it is declared so.</summary>
    public required bool IsRequired { get; init; }

    /// <summary>Which parameter of the constructor it is; -1 for none.</summary>
    public int Position { get; init; } = -1;

    /// <summary>Whether it is a parameter of the constructor without a default.</summary>
    public bool IsParameter { get; init; }

    /// <summary>Whether an object without it is left to the serializer.</summary>
    public bool IsNeeded { get; init; }
}

/// <summary>Who reads a single value.</summary>
internal enum ReadingSource
{
    /// <summary>A call of the reader of JSON.</summary>
    Reader,

    /// <summary>A converter of the serializer.</summary>
    Converter,

    /// <summary>The generated code of its type.</summary>
    Validator,
}

/// <summary>What a member holds.</summary>
internal enum ReadingKind
{
    /// <summary>One value.</summary>
    Single,

    /// <summary>Values in their order.</summary>
    List,

    /// <summary>The same in an array.</summary>
    Array,

    /// <summary>Values, each once.</summary>
    Set,

    /// <summary>Values by texts.</summary>
    Dictionary,
}
