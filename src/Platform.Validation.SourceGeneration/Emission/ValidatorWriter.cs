namespace Platform.Validation.SourceGeneration;

/// <summary>Writes the other half of a validated type: its validator, and how a value finds its rules whatever it is held by.</summary>
internal sealed class ValidatorWriter
{
    private const string Root = "global::Platform.Validation.";
    private const string Rules = Root + "Rules.";
    private const string Report = Root + "Sanitizing.SanitizationReport report";
    private const string Async = Rules
        + "RuleReport report, global::System.IServiceProvider services, global::System.Threading.CancellationToken cancellationToken";

    private readonly ValidatedModel _type;
    private readonly CodeWriter _code = new(KnownNames.Tool);

    private ValidatorWriter(ValidatedModel type) => _type = type;

    /// <summary>The generated file.</summary>
    public static string Write(ValidatedModel type) => new ValidatorWriter(type).Write();

    private string Write()
    {
        _code.Line("#pragma warning disable");
        _code.Reopen(_type.Place, _type.IsOfAnother ? $" : {Root}IValidatorFor<{_type.TypeName}>, {Rules}IRuleHolder" : $" : {Root}IValidated<{_type.TypeName}>, {Rules}IRuled");
        _code.Line(_type.IsOfAnother
            ? "/// <summary>Judges values of the type that this class has the rules of.</summary>"
            : "/// <summary>Judges values of this type by the rules that it declares.</summary>");
        _code.Line(_code.GeneratedCode);
        _code.Line($"public static {(_type.Base is null ? "" : "new ")}{Root}Validator<{_type.TypeName}> Validator {{ get; }} = new GeneratedValidator();");
        _code.Line();
        if (_type.IsOfAnother)
            Ruled($"static {Rules}IRuleSet {Rules}IRuleHolder.RuleSet", "Validator");
        else
            WriteRuled();
        _code.Line();
        _code.Line(_code.GeneratedCode);
        _code.Open($"private sealed class GeneratedValidator : {Root}Validator<{_type.TypeName}>");
        foreach (var field in _type.Fields)
            _code.Line(field);
        if (_type.Fields.Count > 0)
            _code.Line();
        if (_type.HasAsyncRules)
            _code.Line("public override bool HasAsyncRules => true;");
        if (_type.MaySanitize)
            _code.Line("public override bool HasSanitizers => true;");
        if (_type.HasAsyncRules || _type.MaySanitize)
            _code.Line();
        WriteSchema();
        _code.Line();
        WriteJudge();
        _code.Line();
        WriteDescribe();
        if (_type.MayAsk)
            WriteDescribeAsync();
        if (_type.MaySanitize)
            WriteSanitize();
        if (_type.Reading is { } reading)
            new ReadWriter(_code).Write(_type, reading);
        if (_type.IsSelfValidating)
            WritePointers();
        _code.CloseAll();
        return _code.ToString();
    }

    /// <summary>Explicit, so that nothing shows on the type; a derived type implements it again, and so answers for itself.</summary>
    private void WriteRuled()
    {
        var own = _type.IsOpen ? "Declared" : "";
        Ruled($"bool {Rules}IRuled.Judge(ref {Rules}RuleContext context)", $"Validator.Judge{own}(this, ref context)");
        Ruled($"void {Rules}IRuled.Describe({Rules}RuleReport report)", $"Validator.Describe{own}(this, report)");
        Ruled($"global::System.Threading.Tasks.ValueTask {Rules}IRuled.DescribeAsync({Async})",
            $"Validator.Describe{own}Async(this, report, services, cancellationToken)");
        Ruled($"object {Rules}IRuled.Sanitize({Report})", $"Validator.Sanitize{own}(this, report)");
    }

    private void Ruled(string signature, string body)
    {
        _code.Line(_code.GeneratedCode);
        _code.Line($"{signature} => {body};");
    }

    /// <summary>Where a value may be of a derived type, that is asked first; the common case costs one comparison.</summary>
    private void Dispatch(string method, string result, string parameters, string arguments, string cast = "")
    {
        _code.Line($"public override {result} {method}({_type.TypeName} value, {parameters}) =>");
        _code.Line($"    value.GetType() == typeof({_type.TypeName}) ? {Declared(method)}(value, {arguments}) : {cast}(({Rules}IRuled)value).{method}({arguments});");
        _code.Line();
    }

    private static string Declared(string method) => method.EndsWith("Async", StringComparison.Ordinal) ? method.Substring(0, method.Length - 5)
        + "DeclaredAsync" : method + "Declared";

    private string Body(string method) => _type.IsOpen ? Declared(method) : method;

    private void WriteSchema()
    {
        _code.Open($"public override void AddSchema({Root}Rules.RuleSchemas schemas)");
        _code.Line($"if (!schemas.Add({Symbols.Text(_type.SchemaName)}, {Symbols.Text(_type.PolymorphicSchema ?? _type.Schema)})) return;");
        if (_type.PolymorphicSchema is not null)
            _code.Line($"schemas.Add({Symbols.Text(_type.DeclaredSchemaName)}, {Symbols.Text(_type.Schema)});");
        foreach (var reference in _type.SchemaReferences)
            _code.Line($"{reference}.Validator.AddSchema(schemas);");
        _code.Close();
    }

    private void WriteJudge()
    {
        if (_type.IsOpen)
            Dispatch("Judge", "bool", $"ref {Rules}RuleContext context", "ref context");
        _code.Open($"public override bool {Body("Judge")}({_type.TypeName} value, ref {Rules}RuleContext context)");
        if (HasOwnAsyncRules())
            _code.Line("context.MeetAsyncRules();");
        if (_type.Base is { } @base)
            _code.Line($"if (!{@base}.Validator.JudgeDeclared(value, ref context)) return false;");
        new JudgeWriter(_code).Write(_type);
        if (_type.IsSelfValidating)
            _code.Line($"if (!{Rules}AnnotationRules.Holds(value, {Symbols.Text(_type.Display)})) return false;");
        _code.Line("return true;");
        _code.Close();
    }

    private void WriteDescribe()
    {
        if (_type.IsOpen)
        {
            _code.Open($"public override void Describe({_type.TypeName} value, {Rules}RuleReport report)");
            _code.Line($"if (value.GetType() == typeof({_type.TypeName})) DescribeDeclared(value, report);");
            _code.Line($"else (({Rules}IRuled)value).Describe(report);");
            _code.Close();
            _code.Line();
        }
        _code.Open($"public override void {Body("Describe")}({_type.TypeName} value, {Rules}RuleReport report)");
        if (_type.IsSelfValidating)
            _code.Line("var before = report.Errors;");
        if (_type.Base is { } @base)
            _code.Line($"{@base}.Validator.DescribeDeclared(value, report);");
        new DescribeWriter(_code, isAsync: false).Write(_type);
        if (_type.IsSelfValidating)
            _code.Line($"if (report.Errors == before) {Rules}AnnotationRules.Report(report, value, {Symbols.Text(_type.Display)}, static member => PointerOf(member));");
        _code.Close();
    }

    private void WriteDescribeAsync()
    {
        _code.Line();
        if (_type.IsOpen)
            Dispatch("DescribeAsync", "global::System.Threading.Tasks.ValueTask", Async, "report, services, cancellationToken");
        _code.Open($"public override async global::System.Threading.Tasks.ValueTask {Body("DescribeAsync")}({_type.TypeName} value, {Async})");
        if (_type.Base is { } @base)
            _code.Line($"await {@base}.Validator.DescribeDeclaredAsync(value, report, services, cancellationToken).ConfigureAwait(false);");
        new DescribeWriter(_code, isAsync: true).Write(_type);
        _code.Close();
    }

    private void WriteSanitize()
    {
        _code.Line();
        if (_type.IsOpen)
            Dispatch("Sanitize", _type.TypeName, Report, "report", $"({_type.TypeName})");
        _code.Open($"public override {_type.TypeName} {Body("Sanitize")}({_type.TypeName} value, {Report})");
        if (_type.Base is { } @base)
            _code.Line($"value = ({_type.TypeName}){@base}.Validator.SanitizeDeclared(value, report);");
        new SanitizeWriter(_code).Write(_type);
        _code.Close();
    }

    private void WritePointers()
    {
        _code.Line();
        _code.Open("private static string PointerOf(string member) => member switch");
        foreach (var member in _type.Pointers)
            _code.Line($"{Symbols.Text(member.Name)} => {member.Pointer},");
        _code.Line("_ => \"\",");
        _code.Close(";");
    }

    private bool HasOwnAsyncRules() => _type.Rules.Any(rule => rule.IsAsync)
        || _type.Members.Any(member => member.Rules.Any(rule => rule.IsAsync) || (member.Value.Element is not null
            && member.Value.ElementRules.Concat(member.Value.KeyRules).Any(rule => rule.IsAsync)));
}
