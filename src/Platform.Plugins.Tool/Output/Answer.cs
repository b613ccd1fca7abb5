using System.Text.Json.Nodes;
using Platform.Shared;

namespace Platform.Plugins.Tool.Output;

/// <summary>What a command has to say: lines for people, or one object of JSON.</summary>
/// <param name="writer">Where to.</param>
/// <param name="isJson">Which of the two.</param>
/// <param name="command">The command.</param>
internal sealed class Answer(TextWriter writer, bool isJson, string command)
{
    private const int LabelWidth = 12;

    private readonly JsonObject _json = new() { ["command"] = command };
    private readonly List<(string Label, string Text)> _lines = [];

    /// <summary>A fact, with its name in JSON and its label for people, for whom what is not there is left out.</summary>
    public void Add(string name, string label, string? value)
    {
        _json[name] = value;
        if (value is not null)
            _lines.Add((label, value));
    }

    /// <summary>Several facts of one kind: a line each, and an array in JSON also where there is none.</summary>
    public void AddEach(string name, string label, IEnumerable<string> values)
    {
        var array = new JsonArray();
        foreach (var value in values)
        {
            array.Add((JsonNode)value);
            _lines.Add((label, value));
        }
        _json[name] = array;
    }

    /// <summary>Several facts of one kind that have parts: an object each in JSON, and one line of the parts that are there.</summary>
    public void AddEach(string name, string label, IEnumerable<(string Name, string? Value)[]> values)
    {
        var array = new JsonArray();
        foreach (var parts in values)
        {
            array.Add((JsonNode)new JsonObject(parts.Select(part => KeyValuePair.Create(part.Name, (JsonNode?)part.Value))));
            _lines.Add((label, string.Join("  ", parts.Select(part => part.Value).OfType<string>())));
        }
        _json[name] = array;
    }

    /// <summary>Says everything.</summary>
    /// <param name="result">How it ended, in a word or a sentence.</param>
    /// <param name="exitCode">What the tool ends with.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(string result, int exitCode = ExitCodes.Success)
    {
        if (isJson)
        {
            _json["result"] = result;
            await writer.WriteLineAsync(_json.ToJsonString()).ConfigureAwait(false);
            return exitCode;
        }
        foreach (var (label, text) in _lines)
            await writer.WriteLineAsync($"{label.PadRight(LabelWidth)} {Plain.Text(text)}").ConfigureAwait(false);
        await writer.WriteLineAsync(Plain.Text(result)).ConfigureAwait(false);
        return exitCode;
    }
}
