using Microsoft.CodeAnalysis;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>Writes what carries the calls of one contract.</summary>
internal sealed class ContractWriter(INamedTypeSymbol contract, IReadOnlyList<MethodModel> methods, IReadOnlyList<TypeShape> functions)
{
    private const string Wire = KnownNames.Wire;
    private const string Token = "global::System.Threading.CancellationToken";
    private const string Message = Wire + "WireMessage";
    private const string Bytes = "global::System.ReadOnlyMemory<byte>";
    private const string Enumerables = "global::System.Threading.Tasks.TaskAsyncEnumerableExtensions.";
    private const string Stream = "global::System.Collections.Generic.IAsyncEnumerable<";

    private readonly CodeWriter _code = new("Platform.Plugins.Abstractions.SourceGeneration");
    private readonly string _contract = ShapeReader.NameOf(contract.WithNullableAnnotation(NullableAnnotation.NotAnnotated) as INamedTypeSymbol ?? contract);
    private readonly string _name = string.Join("_", Declarations.ContainingTypes(contract).Append(contract).Select(static type => type.Name)) + "Wire";

    public string Write()
    {
        var space = contract.ContainingNamespace.IsGlobalNamespace ? "" : Declarations.WithKeywordsEscaped(contract.ContainingNamespace);
        // Of a contract without methods nothing asks the channel, nor the plugin.
        if (!methods.Any())
            _code.Line("#pragma warning disable CS9113");
        _code.Line($"[assembly: {Wire}PluginWireAttribute<global::{(space.Length == 0 ? "" : space + ".")}{_name}>(typeof({_contract}))]");
        _code.Line();
        if (space.Length > 0)
            _code.Open($"namespace {space}");
        _code.Line(_code.GeneratedCode);
        _code.Open($"internal sealed class {_name} : {Wire}PluginWire");
        WriteMembers();
        _code.Line($"public override object CreateProxy({Wire}IPluginChannel channel) => new Proxy(channel);");
        _code.Line();
        _code.Line($"public override {Wire}IPluginDispatcher CreateDispatcher(object implementation) => new Dispatcher(({_contract})implementation);");
        _code.Line();
        WriteProxy();
        _code.Line();
        WriteDispatcher();
        var shapes = new ShapeWriter(_code);
        foreach (var shape in functions)
            shapes.Write(shape);
        _code.CloseAll();
        return _code.ToString();
    }

    private static IEnumerable<(ParameterModel Parameter, string Name)> Sent(MethodModel method) =>
        method.Parameters.Select(static (parameter, at) => (parameter, $"a{at}")).Where(static each => each.parameter.Shape is not null);

    private static string TokenOf(MethodModel method) => method.Parameters.Select(static (parameter, at) => (parameter, at)).FirstOrDefault(static each => each.parameter?.Shape is null)
        is { parameter: not null } token ? $"a{token.at}" : "default";

    private void WriteMembers()
    {
        _code.Line("public override global::System.Collections.Generic.IReadOnlyDictionary<int, string> Members { get; } = new global::System.Collections.Generic.Dictionary<int, string>");
        _code.Open();
        foreach (var method in methods)
        {
            var takes = string.Join(", ", Sent(method).Select(static each => each.Parameter.TypeName));
            var text = $"{(method.Answer == AnswerKind.Stream ? "stream " : "")}{method.Result?.TypeName ?? "nothing"} {method.Name}({takes})".Replace("global::", "");
            _code.Line($"[{method.Number}] = \"{text}\",");
        }
        _code.Close(";");
        _code.Line();
    }

    private void WriteProxy()
    {
        _code.Open($"private sealed class Proxy({Wire}IPluginChannel channel) : {_contract}");
        foreach (var method in methods)
        {
            if (method.Answer == AnswerKind.ValueTask)
                _code.Line($"[global::System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(global::System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder{(method.Result is null ? "" : "<>")}))]");
            var takes = string.Join(", ", method.Parameters.Select((parameter, at) => parameter.Shape is null && method.Answer == AnswerKind.Stream
                ? $"[global::System.Runtime.CompilerServices.EnumeratorCancellation] {Token} a{at}" : $"{parameter.TypeName} a{at}"));
            _code.Open($"async {method.ReturnType} {_contract}.{method.Name}({takes})");
            _code.Line("var message = channel.Rent();");
            if (Sent(method).Any())
            {
                _code.Line($"var writer = new {Wire}WireWriter(message);");
                foreach (var (parameter, name) in Sent(method))
                    _code.Line(ShapeWriter.Writing(parameter.Shape!, "writer", name));
            }
            if (method.Answer == AnswerKind.Stream)
            {
                _code.Open($"await foreach (var item in {Enumerables}ConfigureAwait(channel.StreamAsync({method.Number}, message, {TokenOf(method)}), false))");
                _code.Line($"{method.Result!.TypeName} value;");
                _code.Open("using (item)");
                _code.Line($"value = Result{method.Number}(item.Bytes.Span);");
                _code.Close();
                _code.Line("yield return value;");
                _code.Close();
            }
            else
            {
                _code.Line($"using var answer = await channel.CallAsync({method.Number}, message, {TokenOf(method)}).ConfigureAwait(false);");
                if (method.Result is not null)
                    _code.Line($"return Result{method.Number}(answer.Bytes.Span);");
            }
            _code.Close();
            _code.Line();
        }
        foreach (var method in methods.Where(static method => method.Result is not null))
        {
            _code.Open($"private static {method.Result!.TypeName} Result{method.Number}(global::System.ReadOnlySpan<byte> bytes)");
            _code.Line($"var reader = new {Wire}WireReader(bytes);");
            _code.Line($"return {ShapeWriter.Reading(method.Result, "reader")};");
            _code.Close();
            _code.Line();
        }
        _code.Close();
    }

    private void WriteDispatcher()
    {
        _code.Open($"private sealed class Dispatcher({_contract} implementation) : {Wire}IPluginDispatcher");
        WriteSwitch($"public global::System.Threading.Tasks.ValueTask CallAsync(int member, {Bytes} arguments, {Message} result, {Token} cancellationToken)",
            methods.Where(static method => method.Answer != AnswerKind.Stream), "arguments, result, cancellationToken");
        WriteSwitch($"public {Stream}{Message}> StreamAsync(int member, {Bytes} arguments, {Wire}WireMessages messages, {Token} cancellationToken)",
            methods.Where(static method => method.Answer == AnswerKind.Stream), "arguments, messages, cancellationToken");
        foreach (var method in methods)
        {
            WriteAnswer(method);
            if (Sent(method).Any())
                WriteArguments(method);
        }
        _code.Close();
        _code.Line();
    }

    private void WriteSwitch(string head, IEnumerable<MethodModel> answered, string passed)
    {
        _code.Line(head + " => member switch");
        _code.Open();
        foreach (var method in answered)
            _code.Line($"{method.Number} => Answer{method.Number}({passed}),");
        _code.Line($"_ => throw new {Wire}WireException(\"The contract has no such method: the other side was built for another version of it.\"),");
        _code.Close(";");
        _code.Line();
    }

    private void WriteAnswer(MethodModel method)
    {
        var call = $"implementation.{method.Name}({string.Join(", ", method.Parameters.Select(static (parameter, at) => parameter.Shape is null ? "cancellationToken" : $"a{at}"))})";
        if (method.Answer == AnswerKind.Stream)
        {
            _code.Open($"private async {Stream}{Message}> Answer{method.Number}({Bytes} arguments, {Wire}WireMessages messages, [global::System.Runtime.CompilerServices.EnumeratorCancellation] {Token} cancellationToken)");
        }
        else
        {
            _code.Line("[global::System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(global::System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder))]");
            _code.Open($"private async global::System.Threading.Tasks.ValueTask Answer{method.Number}({Bytes} arguments, {Message} result, {Token} cancellationToken)");
        }
        if (Sent(method).Any())
            _code.Line($"Arguments{method.Number}(arguments.Span, {string.Join(", ", Sent(method).Select(static each => "out var " + each.Name))});");
        if (method.Answer == AnswerKind.Stream)
        {
            _code.Open($"await foreach (var value in {Enumerables}WithCancellation({call}, cancellationToken).ConfigureAwait(false))");
            _code.Line("var item = messages.Rent();");
            _code.Line(ShapeWriter.Writing(method.Result!, $"new {Wire}WireWriter(item)", "value"));
            _code.Line("yield return item;");
            _code.Close();
        }
        else if (method.Result is null)
        {
            _code.Line($"await {call}.ConfigureAwait(false);");
        }
        else
        {
            _code.Line($"var value = await {call}.ConfigureAwait(false);");
            _code.Line(ShapeWriter.Writing(method.Result, $"new {Wire}WireWriter(result)", "value"));
        }
        _code.Close();
        _code.Line();
    }

    /// <summary>What was not sent is what it is by default: whoever calls was built before it was there.</summary>
    private void WriteArguments(MethodModel method)
    {
        _code.Open($"private static void Arguments{method.Number}(global::System.ReadOnlySpan<byte> bytes, {string.Join(", ", Sent(method).Select(static each => $"out {each.Parameter.TypeName} {each.Name}"))})");
        _code.Line($"var reader = new {Wire}WireReader(bytes);");
        foreach (var (parameter, name) in Sent(method))
            _code.Line($"{name} = {ShapeWriter.ReadingOr(parameter.Shape!, "reader", parameter.Default, $"{parameter.Name} of {method.Name}")};");
        _code.Close();
        _code.Line();
    }
}
