using System.Text;

namespace Platform.Audit.Export.Tests;

/// <summary>Reads CEF as a receiver does: fields of the header up to bars that are not escaped, then keys and values.</summary>
internal static class CefReading
{
    public static (string[] Header, Dictionary<string, string> Extension) Read(string text)
    {
        List<string> header = [];
        var field = new StringBuilder();
        var at = 0;
        for (; header.Count < 7; at++)
        {
            if (text[at] == '\\')
                field.Append(text[++at]);
            else if (text[at] == '|')
            {
                header.Add(field.ToString());
                field.Clear();
            }
            else
                field.Append(text[at]);
        }
        return ([.. header], Extension(text[at..]));
    }

    /// <summary>A key is the word before an equals sign that is not escaped.</summary>
    private static Dictionary<string, string> Extension(string text)
    {
        List<(int KeyAt, int EqualsAt)> keys = [];
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '=')
                keys.Add((text.LastIndexOf(' ', at) + 1, at));
        }
        Dictionary<string, string> read = [];
        for (var number = 0; number < keys.Count; number++)
        {
            var end = number + 1 < keys.Count ? keys[number + 1].KeyAt - 1 : text.Length;
            read.Add(text[keys[number].KeyAt..keys[number].EqualsAt], Unescape(text[(keys[number].EqualsAt + 1)..end]));
        }
        return read;
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                plain.Append(text[at]);
                continue;
            }
            plain.Append(text[++at] switch { 'n' => '\n', 'r' => '\r', var other => other });
        }
        return plain.ToString();
    }
}
