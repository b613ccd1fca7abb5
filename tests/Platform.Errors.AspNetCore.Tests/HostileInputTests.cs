using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Platform.Errors.AspNetCore.Tests.Site;
using Platform.Testing;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>Whatever is sent: one problem with a status that blames the right side, or a success; never a 500, never another shape.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] Prefixes = ["/minimal", "/mvc"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_file_of_the_json_test_suite_as_a_body_is_read_or_refused_with_a_problem()
    {
        var folder = OutsideData.Conformance.Folder("json-test-suite");
        await using var site = await FailureSite.StartAsync(cancellationToken: Ending);
        var files = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, Ending);
            foreach (var prefix in Prefixes)
            {
                // No file is an order: each is refused, and malformed ones as what they are.
                var answer = await PostAsync(site, prefix, bytes, "application/json");
                AssertBlamesTheCaller(answer, $"{prefix} {Path.GetFileName(file)}");
                if (Path.GetFileName(file).StartsWith("n_", StringComparison.Ordinal) && bytes.Length is > 0 and < FailureSite.LargestBody)
                    Assert.True(answer.Code is "MALFORMED_JSON" or "UNEXPECTED_JSON" or "BODY_MISSING", $"{prefix} {Path.GetFileName(file)}: {answer}");
            }
        }
    }

    [Fact]
    public async Task Naughty_strings_in_every_place_are_answered_with_one_problem()
    {
        var naughty = JsonSerializer.Deserialize<string[]>(await File.ReadAllBytesAsync(Path.Combine(OutsideData.Conformance.Folder("naughty-strings"), "blns.json"), Ending))!;
        await using var site = await FailureSite.StartAsync(cancellationToken: Ending);
        foreach (var text in naughty)
        {
            foreach (var prefix in Prefixes)
            {
                var escaped = Uri.EscapeDataString(text);
                AssertIsAnswered(await site.GetAsync($"{prefix}/query?id={escaped}&page-size=1", Ending), text);
                AssertIsAnswered(await site.GetAsync($"{prefix}/query?{escaped}={escaped}", Ending), text);
                AssertIsAnswered(await site.GetAsync($"{prefix}/route/{escaped}", Ending), text);
                AssertIsAnswered(await PostAsync(site, prefix, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { [text] = text, ["lines"] = text }), "application/json"), text);
                AssertIsAnswered(await PostAsync(site, prefix, Encoding.UTF8.GetBytes(text), "application/json"), text);
                foreach (var field in new[] { "Accept", "Accept-Language", "X-Count", "Content-Encoding" })
                    AssertIsAnswered(await WithFieldAsync(site, prefix + "/header", field, text), text);
            }
        }
    }

    [Theory]
    [InlineData('[', 60_000)]
    [InlineData('{', 60_000)]
    [InlineData('"', 60_000)]
    public async Task Deep_nesting_and_endless_tokens_are_refused(char token, int count)
    {
        await using var site = await FailureSite.StartAsync(cancellationToken: Ending);
        foreach (var prefix in Prefixes)
            AssertBlamesTheCaller(await PostAsync(site, prefix, Encoding.ASCII.GetBytes(new string(token, count)), "application/json"), $"{prefix} {token}");
        foreach (var prefix in Prefixes)
            AssertBlamesTheCaller(await PostAsync(site, prefix, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"lines\":[", 5000))), "application/json"), prefix);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_100_MB_is_refused_with_413_before_it_is_read(bool declaresLength)
    {
        await using var site = await FailureSite.StartAsync(cancellationToken: Ending);
        foreach (var prefix in Prefixes)
        {
            using var content = new EndlessContent(100 * 1024 * 1024, declaresLength);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
            var request = new HttpRequestMessage(HttpMethod.Post, prefix + "/body") { Content = content };
            request.Headers.ExpectContinue = declaresLength;
            site.Log.Clear();
            try
            {
                var answer = await site.SendAsync(request, Ending);
                Assert.Equal((413, "CONTENT_TOO_LARGE"), (answer.Status, answer.Code));
                if (declaresLength)
                    Assert.Equal(FailureSite.LargestBody, (long?)answer.Json["args"]?["limit"]);
            }
            catch (HttpRequestException) when (!declaresLength)
            {
                // The server has answered and hung up while this client was still sending, and so never came to read it.
            }
            Assert.Equal("CONTENT_TOO_LARGE", Assert.Single(site.Log.Reports).Event.Name);
        }
    }

    [Theory]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=klingon")]
    [InlineData("application/json; charset=")]
    [InlineData("application/json; charset=\"\"")]
    [InlineData("application/xml")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    [InlineData("*/*")]
    [InlineData("nonsense")]
    [InlineData("application/problem+json")]
    public async Task Unknown_and_mislabelled_formats_are_the_callers_fault(string contentType)
    {
        await using var site = await FailureSite.StartAsync(cancellationToken: Ending);
        foreach (var path in new[] { "/body", "/form" })
        {
            foreach (var prefix in Prefixes)
                AssertBlamesTheCaller(await PostAsync(site, prefix, [0xFF, 0xFE, 0x00, 0x7B, 0x22], contentType, path), $"{prefix}{path} {contentType} {string.Join("; ", site.Log.Reports.Select(report => report.Exception))}");
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("klingon")]
    public async Task A_body_that_is_not_compressed_as_it_says_is_the_callers_fault(string encoding)
    {
        await using var site = await FailureSite.StartAsync(cancellationToken: Ending);
        foreach (var prefix in Prefixes)
        {
            using var content = new ByteArrayContent([1, 2, 3, 4]);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
            content.Headers.ContentEncoding.Add(encoding);
            AssertBlamesTheCaller(await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, prefix + "/body") { Content = content }, Ending), $"{prefix} {encoding}");
        }
    }

    private static void AssertIsAnswered(Answer answer, string what)
    {
        Assert.True(answer.Status < 500, $"{what}: {answer}");
        if (answer.Status >= 400)
            AssertBlamesTheCaller(answer, what);
    }

    private static void AssertBlamesTheCaller(Answer answer, string what)
    {
        Assert.True(answer.Status is >= 400 and < 500, $"{what}: {answer}");
        // What the server itself refuses, before there is a request (a head that is no HTTP), has no body at all.
        if (answer.Status == 400 && answer.Body.Length == 0 && answer.ContentType is null)
            return;
        Assert.True(answer.ContentType == "application/problem+json", $"{what}: {answer}");
        Assert.Equal(answer.Status, (int)answer.Json["status"]!);
        Assert.NotNull(answer.Code);
    }

    private static async Task<Answer> PostAsync(WebSite site, string prefix, byte[] body, string contentType, string path = "/body")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, prefix + path) { Content = content }, Ending);
    }

    private static async Task<Answer> WithFieldAsync(WebSite site, string path, string field, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        // The client refuses what cannot stand in a field; the rest is sent as it is.
        if (!value.All(each => each is >= ' ' and < (char)127) || !request.Headers.TryAddWithoutValidation(field, value))
            return new Answer(400, new Dictionary<string, string>(), "");
        return await site.SendAsync(request, Ending);
    }

    /// <summary>A body that is never in memory.</summary>
    private sealed class EndlessContent(long length, bool declaresLength) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var piece = new byte[64 * 1024];
            // White space may stand before any JSON: nothing but the length can be wrong with it.
            Array.Fill(piece, (byte)' ');
            for (var sent = 0L; sent < length; sent += piece.Length)
                await stream.WriteAsync(piece, Ending);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return declaresLength;
        }
    }
}
