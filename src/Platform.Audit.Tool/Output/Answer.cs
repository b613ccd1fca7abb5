using System.Buffers;
using System.Text;
using System.Text.Json;
using Platform.Shared;

namespace Platform.Audit.Tool.Output;

/// <summary>What a command has to say: lines for people, or one object of JSON.</summary>
/// <param name="writer">Where to.</param>
/// <param name="isJson">Which of the two.</param>
/// <param name="command">The command.</param>
internal sealed class Answer(TextWriter writer, bool isJson, string command)
{
    private const int LabelWidth = 12;

    private readonly List<(string Name, string? Label, object? Value)> _facts = [];
    private readonly List<string> _faults = [];

    public bool IsIntact => _faults.Count == 0;

    /// <summary>A fact with its name in JSON and its label for people, who are not told where that is <see langword="null"/>.</summary>
    public void Add(string name, string? label, object? value) => _facts.Add((name, label, value));

    /// <summary>Something that is not what was signed.</summary>
    public void Fault(string description) => _faults.Add(description);

    /// <summary>Says everything.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(string whenIntact)
    {
        if (isJson)
            await writer.WriteLineAsync(ToJson()).ConfigureAwait(false);
        else
            await WriteTextAsync(whenIntact).ConfigureAwait(false);
        return IsIntact ? ExitCodes.Success : ExitCodes.NotIntact;
    }

    private async Task WriteTextAsync(string whenIntact)
    {
        foreach (var (_, label, value) in _facts)
        {
            if (label is not null && value is not null)
                await writer.WriteLineAsync($"{label.PadRight(LabelWidth)} {Plain.Text(FormattableString.Invariant($"{value}"))}").ConfigureAwait(false);
        }
        foreach (var fault in _faults)
            await writer.WriteLineAsync($"{"FAULT".PadRight(LabelWidth)} {Plain.Text(fault)}").ConfigureAwait(false);
        await writer.WriteLineAsync(IsIntact ? whenIntact : "NOT INTACT").ConfigureAwait(false);
    }

    private string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("command", command);
            json.WriteBoolean("intact", IsIntact);
            foreach (var (name, _, value) in _facts)
            {
                json.WritePropertyName(name);
                switch (value)
                {
                    case null:
                        json.WriteNullValue();
                        break;
                    case long number:
                        json.WriteNumberValue(number);
                        break;
                    case bool truth:
                        json.WriteBooleanValue(truth);
                        break;
                    default:
                        json.WriteStringValue(value.ToString());
                        break;
                }
            }
            json.WriteStartArray("faults");
            foreach (var fault in _faults)
                json.WriteStringValue(fault);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
