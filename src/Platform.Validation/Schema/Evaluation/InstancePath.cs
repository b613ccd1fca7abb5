using System.Globalization;
using System.Text;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Evaluation;

/// <summary>Where in the instance the evaluation stands. Kept only while failures are collected; written out (RFC 6901) only for a failure.</summary>
internal sealed class InstancePath
{
    private readonly List<int> _steps = [];

    /// <summary>The pointer of the value where the tape begins, if that is not the whole instance.</summary>
    public string Beginning { get; set; } = "";

    /// <summary>Enters a member by its key on the tape.</summary>
    public void PushKey(int key) => _steps.Add(key);

    /// <summary>Enters an item.</summary>
    public void PushIndex(int index) => _steps.Add(~index);

    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    public void Clear()
    {
        _steps.Clear();
        Beginning = "";
    }

    public string Render(ReadOnlySpan<byte> json, uint[] words)
    {
        if (_steps.Count == 0)
            return FailureText.Cut(Beginning);
        var pointer = new StringBuilder(Beginning);
        foreach (var step in _steps)
        {
            if (pointer.Length > FailureText.MaxLength)
                break;
            pointer.Append('/');
            if (step < 0)
                pointer.Append(CultureInfo.InvariantCulture, $"{~step}");
            else
                pointer.Append(JsonText.DecodeStart(json, words, step, FailureText.MaxLength).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        }
        return FailureText.Cut(pointer.ToString());
    }
}
