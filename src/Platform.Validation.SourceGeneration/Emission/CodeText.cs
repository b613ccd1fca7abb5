using System.Text;

namespace Platform.Validation.SourceGeneration;

/// <summary>Source code that is being written.</summary>
internal sealed class CodeText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    // Always "\n": the generated text is the same on every machine.
    public void Line(string text = "") => _text.Append(' ', text.Length == 0 ? 0 : _depth * 4).Append(text).Append('\n');

    public void Open(string text = "")
    {
        if (text.Length > 0)
            Line(text);
        Line("{");
        _depth++;
    }

    public void Close(string after = "")
    {
        _depth--;
        Line("}" + after);
    }

    public void CloseAll()
    {
        while (_depth > 0)
            Close();
    }

    public override string ToString() => _text.ToString();
}
