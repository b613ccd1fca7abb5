using Platform.Validation.Schema.Compiling;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

internal ref partial struct Evaluator
{
    private void Report(int id, string keyword, string code, ValidationArguments arguments)
    {
        if (_halt != Halt.No)
            return;
        var location = _schema.Locations[id];
        var failure = new ValidationFailure(code, _state.Path.Render(_json, _words), keyword.Length == 0 ? location : $"{location}/{keyword}", arguments);
        if (!_reporter!.Add(failure))
            Stop(Halt.Enough);
    }

    private void ReportKind(int id, ref readonly SchemaNode node, uint kind)
    {
        if (node.IsFalse)
            Report(id, "", ValidationCodes.ValueNotAllowed, default);
        else
            Report(id, "type", ValidationCodes.TypeMismatch, new(new("expected", ExpectedKinds(in node)), new("actual", TapeKind.NameOf(kind))));
    }

    private void ReportBound(int id, NumberBound bound, string code, string argument) =>
        Report(id, bound.Keyword, code, new(new(argument, System.Text.Encoding.UTF8.GetString(bound.Token))));

    private static string ExpectedKinds(ref readonly SchemaNode node)
    {
        List<string> names = [];
        for (var kind = TapeKind.Null; kind <= TapeKind.Array; kind++)
        {
            if (((node.Kinds >> (int)kind) & 1) != 0)
                names.Add(kind == TapeKind.Integer && !node.IntegralNumbers ? "number" : TapeKind.NameOf(kind));
        }
        return string.Join(", ", names.Distinct(StringComparer.Ordinal));
    }

    private readonly string TextOf(int key) => JsonText.DecodeStart(_json, _words, key, FailureText.MaxLength);
}
