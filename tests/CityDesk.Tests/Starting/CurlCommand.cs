using System.Text;
using System.Text.RegularExpressions;

namespace CityDesk.Tests.Starting;

/// <summary>One line of a README that calls curl, as far as READMEs here go: <c>-d</c>, <c>-H</c>, <c>-X</c>, <c>-b</c>, <c>-c</c>, an address, and a comment with the status that is expected.</summary>
internal sealed partial record CurlCommand(HttpMethod Method, Uri Address, string? Data, string? ContentType, bool SendsCookies, bool KeepsCookies, int? ExpectedStatus)
{
    public static CurlCommand Parse(string line)
    {
        var words = Word().Matches(line).Select(word => word.Groups["single"].Success ? word.Groups["single"].Value : word.Groups["double"].Success ? word.Groups["double"].Value : word.Value).ToList();
        Assert.Equal("curl", words[0]);
        var command = new CurlCommand(HttpMethod.Get, null!, null, null, false, false, null);
        for (var at = 1; at < words.Count; at++)
        {
            command = words[at] switch
            {
                "-d" => command with { Data = words[++at], Method = HttpMethod.Post, ContentType = command.ContentType ?? "application/x-www-form-urlencoded" },
                "-H" when words[at + 1].StartsWith("Content-Type: ", StringComparison.Ordinal) => command with { ContentType = words[++at]["Content-Type: ".Length..] },
                "-X" => command with { Method = new HttpMethod(words[++at]) },
                "-b" => command with { SendsCookies = words[++at].Length > 0 },
                "-c" => command with { KeepsCookies = words[++at].Length > 0 },
                "#" => command with { ExpectedStatus = int.Parse(words[++at], System.Globalization.CultureInfo.InvariantCulture) },
                ['-', ..] and var unknown => throw new NotSupportedException($"{unknown} in: {line}"),
                var address => command with { Address = new Uri(address) },
            };
        }

        return command;
    }

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Method, Address);
        if (Data is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Data));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return request;
    }

    [GeneratedRegex("""'(?<single>[^']*)'|"(?<double>[^"]*)"|[^\s'"]+""")]
    private static partial Regex Word();
}
