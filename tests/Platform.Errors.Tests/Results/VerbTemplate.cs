using System.Globalization;
using System.Text;

namespace Platform.Errors.Tests.Results;

/// <summary>
/// Writes the asynchronous verbs of <see cref="PlatformErrorsTaskExtensions"/>: each for a result, a task and a value task of one, with functions that are plain,
/// give a task or give a value task, and with a state or without. What differs between two of them is one word, so that a person who writes them gets one wrong.
/// </summary>
/// <param name="Name">The verb.</param>
/// <param name="File">The part of the file's name.</param>
/// <param name="Types">The type parameters of its own.</param>
/// <param name="Returns">What the verb gives; empty for nothing.</param>
/// <param name="Functions">The functions that it takes.</param>
/// <param name="Body">What is done with a result that has settled; <c>0</c> and <c>1</c> stand for calls of the functions.</param>
internal sealed record VerbTemplate(string Name, string File, string[] Types, string Returns, VerbTemplate.Function[] Functions, string Body)
{
    private const int LongestLine = 160;
    private const string Value = "settled.TryGet(out var value, out var error)";
    private const string NoValue = "!settled.TryGetError(out var error)";

    /// <summary>Whether the source has a value.</summary>
    public bool HasValue { get; init; }

    /// <summary>Whether there is a form with plain functions.</summary>
    public bool HasPlain { get; init; } = true;

    /// <summary>What only this verb has.</summary>
    public string Behind { get; init; } = "";

    /// <summary>A fallback that is there already.</summary>
    private static string Constants { get; } = """

            /// <inheritdoc cref="Result{T}.ValueOr(T)" />
            [OverloadResolutionPriority(2)]
            public static async Task<T> ValueOrAsync<T>(this Task<Result<T>> result, T fallback)
            {
                ArgumentNullException.ThrowIfNull(result);
                return (await result.ConfigureAwait(false)).ValueOr(fallback);
            }

            /// <inheritdoc cref="Result{T}.ValueOr(T)" />
            [OverloadResolutionPriority(2)]
            public static async ValueTask<T> ValueOrAsync<T>(this ValueTask<Result<T>> result, T fallback)
            {
                return (await result.ConfigureAwait(false)).ValueOr(fallback);
            }

        """.ReplaceLineEndings("\n");

    /// <summary>All of them, by the name of the file.</summary>
    public static IEnumerable<(string File, string Text)> Files =>
        from verb in OfValue().Concat(OfNoValue())
        select ($"PlatformErrorsTaskExtensions.{verb.File}{(verb.HasValue ? "" : ".WithoutValue")}.cs", verb.Write());

    private string Source => HasValue ? "Result<T>" : "Result";

    private static IEnumerable<VerbTemplate> OfValue() => Verbs("Result<T>", ["T"], Value, "settled.TryGet(out var value)")
        .Append(new("ValueOr", "ValueOr", [], "T", [new("fallback", ["Error"], "T")], $"return {Value} ? value : 0;") { Behind = Constants })
        .Select(verb => verb with { HasValue = true });

    private static IEnumerable<VerbTemplate> OfNoValue() => Verbs("Result", [], NoValue, "settled.IsSuccess");

    /// <param name="source">The type of the result.</param>
    /// <param name="value">The types of what a function is given that is called for a success.</param>
    /// <param name="succeeds">Asks for the value or the error.</param>
    /// <param name="hasValue">Asks for the value.</param>
    private static IEnumerable<VerbTemplate> Verbs(string source, string[] value, string succeeds, string hasValue) =>
    [
        new("Map", "Map", ["TResult"], "Result<TResult>", [new("map", value, "TResult")], $"return {succeeds} ? 0 : Result.Failure<TResult>(error);"),
        new("Bind", "Bind", ["TResult"], "Result<TResult>", [new("bind", value, "Result<TResult>")], $"return {succeeds} ? 0 : Result.Failure<TResult>(error);"),
        new("Bind", "BindToResult", [], "Result", [new("bind", value, "Result")], $"return {succeeds} ? 0 : Result.Failure(error);"),
        new("Match", "Match", ["TResult"], "TResult", [new("success", value, "TResult"), new("failure", ["Error"], "TResult")],
            $"return {succeeds}\n    ? 0\n    : 1;"),
        new("Switch", "Switch", [], "", [new("success", value, ""), new("failure", ["Error"], "")], $"if ({succeeds})\n    0;\nelse\n    1;") { HasPlain = false },
        new("Tap", "Tap", [], source, [new("action", value, "")], $"if ({hasValue})\n    0;\nreturn settled;"),
        new("TapError", "TapError", [], source, [new("action", ["Error"], "")], "if (settled.TryGetError(out var error))\n    0;\nreturn settled;"),
        new("MapError", "MapError", [], source, [new("map", ["Error"], "Error")], "return settled.TryGetError(out var error) ? 0 : settled;"),
        new("OrElse", "OrElse", [], source, [new("fallback", ["Error"], source)], "return settled.TryGetError(out var error) ? 0 : settled;"),
        new("Ensure", "Ensure", [], source, [new("condition", value, "bool"), new("error", value, "Error") { IsPlain = true }],
            $"return {hasValue} && !0 ? 1 : settled;"),
    ];

    private string Write()
    {
        var text = new StringBuilder("""
            // Written from tests/Platform.Errors.Tests/Results/VerbTemplate.cs: change it there, and run eng/write-verbs.sh.
            using System.Runtime.CompilerServices;

            namespace Platform.Errors;

            public static partial class PlatformErrorsTaskExtensions
            {

            """.ReplaceLineEndings("\n"));
        var separator = "";
        foreach (var source in (string[])["", "Task", "ValueTask"])
        {
            foreach (var shape in (string[])["", "Task", "ValueTask"])
            {
                if (shape.Length == 0 && (source.Length == 0 || !HasPlain))
                    continue;
                foreach (var hasState in (bool[])[false, true])
                {
                    text.Append(separator);
                    Write(text, source, shape, hasState);
                    separator = "\n";
                }
            }
        }
        return text.Append(Behind).Append("}\n").ToString();
    }

    private void Write(StringBuilder text, string source, string shape, bool hasState)
    {
        // What is awaited decides what can be awaited: a task stays a task, and a value task a value task.
        var task = source.Length > 0 ? source : shape;
        var returns = Returns.Length == 0 ? task : $"{task}<{Returns}>";
        var isQuick = shape.Length == 0 && source == "ValueTask";
        string[] types = [.. HasValue ? ["T"] : Array.Empty<string>(), .. Types, .. hasState ? ["TState"] : Array.Empty<string>()];
        string[] parameters =
        [
            $"{(source.Length == 0 ? Source : $"{source}<{Source}>")} result",
            .. hasState ? ["TState state"] : Array.Empty<string>(),
            .. Functions.Select(function => $"{function.TypeOf(shape, hasState)} {function.Name}"),
        ];
        text.Append(CultureInfo.InvariantCulture, $"    /// <inheritdoc cref=\"{Cref(hasState)}\" />\n");
        if (shape == "ValueTask")
            text.Append("    [OverloadResolutionPriority(1)]\n");
        Head(text, "    ", $"public static {(isQuick ? "" : "async ")}{returns} {Name}Async{Of(types)}", ["this " + parameters[0], .. parameters[1..]]);
        text.Append("    {\n");
        if (source == "Task")
            text.Append("        ArgumentNullException.ThrowIfNull(result);\n");
        foreach (var function in Functions)
            text.Append(CultureInfo.InvariantCulture, $"        ArgumentNullException.ThrowIfNull({function.Name});\n");
        var arguments = string.Join(", ", [.. hasState ? ["state"] : Array.Empty<string>(), .. Functions.Select(function => function.Name)]);
        if (isQuick)
        {
            text.Append(CultureInfo.InvariantCulture, $"        return result.IsCompletedSuccessfully ? new(result.Result.{Name}({arguments})) : Awaited(result, {arguments});\n\n");
            Head(text, "        ", $"static async {returns} Awaited", parameters);
            text.Append(CultureInfo.InvariantCulture, $"            => (await result.ConfigureAwait(false)).{Name}({arguments});\n");
        }
        else if (shape.Length == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"        return (await result.ConfigureAwait(false)).{Name}({arguments});\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"        var settled = {(source.Length == 0 ? "result" : "await result.ConfigureAwait(false)")};\n");
            foreach (var line in Body.Replace("0", Functions[0].Call(hasState), StringComparison.Ordinal).Replace("1", Functions[^1].Call(hasState), StringComparison.Ordinal).Split('\n'))
                text.Append(CultureInfo.InvariantCulture, $"        {line}\n");
        }
        text.Append("    }\n");
    }

    private static void Head(StringBuilder text, string indent, string head, string[] parameters)
    {
        var line = $"{indent}{head}({string.Join(", ", parameters)})";
        text.Append(line.Length <= LongestLine ? line : $"{indent}{head}(\n{indent}    {string.Join(", ", parameters)})").Append('\n');
    }

    private string Cref(bool hasState)
    {
        string[] types = [.. Types, .. hasState ? ["TState"] : Array.Empty<string>()];
        string[] parameters = [.. hasState ? ["TState"] : Array.Empty<string>(), .. Functions.Select(function => function.TypeOf("", hasState))];
        return $"{Source}.{Name}{Of(types)}({string.Join(", ", parameters)})".Replace('<', '{').Replace('>', '}');
    }

    private static string Of(string[] types) => types.Length == 0 ? "" : $"<{string.Join(", ", types)}>";

    /// <summary>A function that a verb takes.</summary>
    /// <param name="Name">The parameter.</param>
    /// <param name="Takes">What it is given.</param>
    /// <param name="Gives">What it gives; empty for nothing.</param>
    internal sealed record Function(string Name, string[] Takes, string Gives)
    {
        /// <summary>Whether it has one shape only.</summary>
        public bool IsPlain { get; init; }

        public string TypeOf(string shape, bool hasState)
        {
            var gives = shape.Length == 0 || IsPlain ? Gives : Gives.Length == 0 ? shape : $"{shape}<{Gives}>";
            string[] types = [.. Takes, .. hasState ? ["TState"] : Array.Empty<string>(), .. gives.Length == 0 ? Array.Empty<string>() : [gives]];
            return $"{(gives.Length == 0 ? "Action" : "Func")}{Of(types)}";
        }

        public string Call(bool hasState)
        {
            string[] arguments = [.. Takes.Select(type => type == "T" ? "value" : "error"), .. hasState ? ["state"] : Array.Empty<string>()];
            var call = $"{Name}({string.Join(", ", arguments)})";
            return IsPlain ? call : $"await {call}.ConfigureAwait(false)";
        }
    }
}
