using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Platform.Errors.AspNetCore.Tests.Site;

/// <summary>What a client got.</summary>
public sealed partial record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Code => (string?)Json["code"];

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, headers, Encoding.UTF8.GetString(body));
    }

    /// <summary>All of it that is the same each time.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Status);
        foreach (var (name, value) in Headers.Where(field => field.Key is not ("Date" or "Content-Length" or "Transfer-Encoding" or "Connection")).OrderBy(field => field.Key, StringComparer.Ordinal))
            text.Append('\n').Append(name).Append(": ").Append(value);
        if (Body.Length > 0)
            text.Append('\n').Append(TraceId().Replace(Body, "\"traceId\":\"*\""));
        return text.ToString();
    }

    [GeneratedRegex("\"traceId\":\"[0-9a-f]{32}\"")]
    private static partial Regex TraceId();
}
