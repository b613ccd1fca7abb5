using Microsoft.Extensions.Configuration;

namespace CityDesk.Plugins.Crews;

/// <summary>
/// Which words are whose: <c>Plugins:city.crews:Crews:Crew Roads = pothole, asphalt</c> in the settings of the desk. Where it names no
/// crew, three that most cities have.
/// </summary>
internal sealed class CrewWords
{
    private readonly List<(string Crew, string[] Words)> _crews;

    public CrewWords(IConfiguration settings)
    {
        _crews = [.. settings.GetSection("Crews").GetChildren().Select(static crew => (crew.Key, WordsOf(crew.Value ?? "")))];
        if (_crews.Count == 0)
        {
            _crews =
            [
                ("Crew Lights", ["lamp", "street light", "dark"]),
                ("Crew Roads", ["pothole", "asphalt", "road"]),
                ("Crew Waste", ["sofa", "mattress", "rubbish"]),
            ];
        }
    }

    /// <summary>Each crew of which a word stands in the text, and which.</summary>
    public IEnumerable<(string Crew, IReadOnlyList<string> Found)> FindIn(string text)
    {
        foreach (var (crew, words) in _crews)
        {
            if (words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } found)
                yield return (crew, found);
        }
    }

    private static string[] WordsOf(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
