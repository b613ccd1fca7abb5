using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Errors.SourceGeneration;

/// <summary>Writes the half of a catalogue that nobody wants to write: the descriptors, the bodies of the methods, the collection.</summary>
internal sealed class CatalogWriter
{
    private const string Root = "global::Platform.Errors.";
    private const string Inlined =
        "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";

    private readonly CatalogModel _catalog;
    private readonly CodeWriter _code = new(KnownNames.Tool);

    private CatalogWriter(CatalogModel catalog) => _catalog = catalog;

    /// <summary>The generated file.</summary>
    public static string Write(CatalogModel catalog) => new CatalogWriter(catalog).Write();

    private string Write()
    {
        _code.Reopen(_catalog.Place);
        if (_catalog.HasDescriptors)
        {
            WriteDescriptors();
            WriteMethods();
        }
        foreach (var head in _catalog.Refused)
            _code.RefusedPart(head);
        if (_catalog.HasCatalog)
            WriteCatalog();
        _code.CloseAll();
        return _code.ToString();
    }

    private void WriteDescriptors()
    {
        _code.Line("/// <summary>The entries of the catalogue.</summary>");
        _code.Line(_code.GeneratedCode);
        _code.Line("public static class Descriptors");
        _code.Open();
        var first = true;
        foreach (var error in _catalog.Errors)
        {
            if (!first)
                _code.Line();
            first = false;
            _code.Line($"/// <summary><c>{Xml(error.Code)}</c>: {Xml(error.Title)}.</summary>");
            var arguments = $"{Text(_catalog.Domain)}, {Text(error.Code)}, {Root}ErrorKind.{error.Kind}, {Text(error.Title)}";
            var declaration = $"public static {Root}ErrorDescriptor {error.MethodName} {{ get; }} = new({arguments})";
            var settings = Settings(error).ToList();
            if (settings.Count == 0)
            {
                _code.Line(declaration + ";");
                continue;
            }
            _code.Line(declaration);
            _code.Open();
            foreach (var setting in settings)
                _code.Line(setting + ",");
            _code.Close(";");
        }
        _code.Close();
    }

    private IEnumerable<string> Settings(ErrorModel error)
    {
        if (error.Detail is not null)
            yield return $"Detail = {Text(error.Detail)}";
        if (error.Retry != "Never")
            yield return $"Retry = {Root}ErrorRetry.{error.Retry}";
        if (error.Status != 0)
            yield return $"Status = {error.Status}";
        if (_catalog.TypeBase is not null)
            yield return $"Type = {Text(ErrorForms.TypeUri(_catalog.TypeBase, error.Code))}";
        if (error.HelpLink is not null)
            yield return $"HelpLink = {Text(error.HelpLink)}";
        if (error.EventId != 0)
            yield return $"EventId = new({error.EventId}, {Text(error.Code)})";
        if (error.Parameters.Count > 0)
        {
            var parameters = error.Parameters.Select((parameter, index) => $"{(index == 0 ? "" : ",")}\n{_code.Indent}        {Parameter(parameter)}");
            yield return $"Parameters = global::System.Collections.Immutable.ImmutableArray.Create({string.Concat(parameters)})";
        }
    }

    private static string Parameter(ParameterModel parameter)
    {
        var marks = (parameter.Disclosed ? "" : ", Disclosed: false") + (parameter.DetailOnly ? ", DetailOnly: true" : "");
        return $"new {Root}ErrorParameter({Text(parameter.Name)}, {Root}ErrorArgumentType.{parameter.Conversion.ArgumentType}{marks})";
    }

    private void WriteMethods()
    {
        foreach (var error in _catalog.Errors)
        {
            _code.Line();
            _code.Line(_code.GeneratedCode);
            if (error.IsInlined)
                _code.Line(Inlined);
            var parameters = string.Join(
                ", ", error.Parameters.Select(parameter => $"{(parameter.IsThis ? "this " : "")}{parameter.Type} {Declarations.Escaped(parameter.Name)}"));
            var arguments = string.Join(", ", error.Parameters.Select(Argument));
            _code.Line($"{error.Accessibility}static partial {Root}Error {error.MethodName}({parameters}) =>");
            _code.Line($"    {_catalog.QualifiedName}.Descriptors.{error.MethodName}.Create({arguments});");
        }
    }

    /// <summary>Each conversion is written out, so that no overload and no other conversion can get in between.</summary>
    private static string Argument(ParameterModel parameter)
    {
        var name = Declarations.Escaped(parameter.Name);
        var value = parameter.IsNullableValue ? $"{name}.GetValueOrDefault()" : name;
        var argument = parameter.Conversion.IsEnum ? $"{Root}ErrorArgument.OfEnum({value})" : $"({Root}ErrorArgument){parameter.Conversion.Casts}{value}";
        return parameter.IsNullableValue ? $"{name}.HasValue ? {argument} : default({Root}ErrorArgument)" : argument;
    }

    private void WriteCatalog()
    {
        _code.Line();
        _code.Line($"/// <summary>The errors of the domain <c>{Xml(_catalog.Domain)}</c>.</summary>");
        _code.Line(_code.GeneratedCode);
        var descriptors = string.Concat(_catalog.Errors.Select(error => $", Descriptors.{error.MethodName}"));
        var declaration = $"public static {Root}ErrorCatalog Catalog {{ get; }} = new({Text(_catalog.Domain)}{descriptors})";
        var settings = string.Join(", ", CatalogSettings());
        _code.Line(settings.Length == 0 ? declaration + ";" : $"{declaration} {{ {settings} }};");
    }

    private IEnumerable<string> CatalogSettings()
    {
        if (_catalog.Resources is not null)
            yield return $"Resources = new global::System.Resources.ResourceManager(typeof({_catalog.Resources}))";
        if (_catalog.NeutralLanguage is not null)
            yield return $"NeutralLanguage = {Text(_catalog.NeutralLanguage)}";
    }

    private static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    private static string Xml(string value) => string.Concat(value.Select(each => each switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ when char.IsControl(each) || char.IsSurrogate(each) || each is '\u2028' or '\u2029' => " ",
        _ => each.ToString(),
    }));
}
