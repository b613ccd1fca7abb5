using System.Net.Http.Headers;
using System.Text;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>Everything that can go wrong, through both kinds of endpoints, whatever the client accepts. What is answered stands in Snapshots/failures.txt.</summary>
public sealed class FailureMatrixTests
{
    private static readonly string[] Accepts = ["", "application/json", "application/problem+json;q=0.5", "text/html,application/xhtml+xml,*/*;q=0.1", "application/xml", "image/png"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>A name, and the request below the prefix of the kind of endpoint.</summary>
    private static IEnumerable<(string Name, string Method, string Path, Func<HttpContent>? Content)> Failures()
    {
        yield return ("an exception", "GET", "/throw", null);
        yield return ("a mapped exception", "GET", "/throw/mapped", null);
        yield return ("an error that was thrown", "GET", "/throw/error", null);
        yield return ("an error", "GET", "/error", null);
        yield return ("a failure", "GET", "/result/2", null);
        yield return ("a success", "GET", "/result/3", null);
        yield return ("a success without a value", "GET", "/result/none", null);
        yield return ("a failure as a result of the framework", "GET", "/http-result/2", null);
        yield return ("a success as a result of the framework", "GET", "/http-result/3", null);
        yield return ("an argument that is not disclosed", "GET", "/secret", null);
        yield return ("a time to wait", "GET", "/closed", null);
        yield return ("several errors", "GET", "/several", null);
        yield return ("no endpoint", "GET", "/nothing", null);
        yield return ("another method", "DELETE", "/query", null);
        yield return ("a missing parameter", "GET", "/query?id=1", null);
        yield return ("an unreadable parameter", "GET", "/query?id=many&page-size=1", null);
        yield return ("an unreadable segment", "GET", "/route/many", null);
        yield return ("a missing field of the head", "GET", "/header", null);
        yield return ("no body", "POST", "/body", null);
        yield return ("a body that is null", "POST", "/body", Json("null"));
        yield return ("another media type", "POST", "/body", () => new StringContent("name=x", Encoding.UTF8, "text/plain"));
        yield return ("an unknown charset", "POST", "/body", () => Typed("{}", "application/json; charset=klingon"));
        yield return ("malformed JSON", "POST", "/body", Json("{\"name\":\"kettle\",\n\"lines\":[}"));
        yield return ("truncated JSON", "POST", "/body", Json("{\"name\":"));
        yield return ("a value of another type", "POST", "/body", Json("{\"name\":\"kettle\",\"lines\":[{\"quantity\":1},{\"quantity\":\"two\"}]}"));
        yield return ("an array for an object", "POST", "/body", Json("[1,2]"));
        yield return ("values that are not valid", "POST", "/body", Json("{\"name\":\"\",\"lines\":[{\"quantity\":1},{\"quantity\":100}]}"));
        yield return ("a body that is too large", "POST", "/body", Json($"{{\"name\":\"{new string('x', FailureSite.LargestBody)}\"}}"));
        yield return ("JSON that is nested too deeply", "POST", "/body", Json($"{{\"other\":{new string('[', 70)}{new string(']', 70)}}}"));
        yield return ("a part of a form that is too large", "POST", "/form", () => new MultipartFormDataContent { { new StringContent(new string('1', FailureSite.LargestPart + 1)), "amount" } });
        yield return ("a form of too many values", "POST", "/form", () => new FormUrlEncodedContent(Enumerable.Range(0, 1025).Select(static key => new KeyValuePair<string, string>($"k{key}", "1"))));
        yield return ("an unreadable form", "POST", "/form", () => new FormUrlEncodedContent([new("amount", "many")]));
        yield return ("no antiforgery token", "POST", "/antiforgery", () => new FormUrlEncodedContent([new("text", "x")]));
        yield return ("not signed in", "GET", "/signed-in", null);
        yield return ("signed in as another", "GET", "/admin", null);
        yield return ("a limit", "GET", "/limited", null);
        yield return ("a request that takes too long", "GET", "/slow", null);
        yield return ("a problem", "GET", "/problem", null);
        yield return ("a problem of a type", "GET", "/problem/typed", null);
        yield return ("a problem of validation", "GET", "/problem/validation", null);
        yield return ("a problem that was returned", "GET", "/problem/returned", null);
        yield return ("not found, says the endpoint", "GET", "/not-found", null);
        foreach (var status in new[] { 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 418, 422, 423, 428, 429, 431, 451, 500, 501, 502, 503, 504, 507 })
            yield return ($"the bare status {status}", "GET", $"/status/{status}", null);
    }

    [Fact]
    public async Task Every_failure_is_answered_in_one_shape_by_both_kinds_of_endpoints_whatever_the_client_accepts()
    {
        await using var site = await FailureSite.StartAsync(cancellationToken: Ending);
        var snapshot = new StringBuilder();
        foreach (var (name, method, path, content) in Failures().Append(("no accepted format", "GET", "/csv", null)))
        {
            foreach (var prefix in new[] { "/minimal", "/mvc" }.Where(prefix => path != "/csv" || prefix == "/mvc"))
            {
                var answers = new List<string>();
                foreach (var accept in Accepts.Where(accept => path != "/csv" || accept != ""))
                {
                    site.Log.Clear();
                    var answer = await site.SendAsync(Request(method, prefix + path, content, accept), Ending);
                    answers.Add(answer.ToString());
                    AssertShape(name, answer);
                    AssertReportedOnce($"{name} {prefix} {accept}", answer, site.Log);
                }
                Assert.True(answers.Distinct().Count() == 1, $"{name} {prefix}: the answer depends on what is accepted:\n{string.Join("\n---\n", answers.Distinct())}");
                snapshot.Append("# ").Append(name).Append(": ").Append(method).Append(' ').Append(prefix + path).Append('\n').Append(answers[0]).Append("\n\n");
            }
        }
        Snapshot.Match("failures.txt", snapshot.ToString());
    }

    [Fact]
    public async Task What_a_caller_does_wrongly_is_one_line_in_the_log_and_what_the_application_does_has_its_stack()
    {
        await using var site = await FailureSite.StartAsync(cancellationToken: Ending);
        site.Log.Least = Microsoft.Extensions.Logging.LogLevel.Information;
        foreach (var (name, method, path, content) in Failures())
        {
            foreach (var prefix in new[] { "/minimal", "/mvc" })
            {
                site.Log.Clear();
                var answer = await site.SendAsync(Request(method, prefix + path, content, ""), Ending);
                if (answer.Status < 400)
                    continue;
                var report = Assert.Single(site.Log.Reports);
                Assert.DoesNotContain('\n', report.Text);
                if (answer.Status < 500)
                    Assert.True(report.Exception is null, $"{name} {prefix}: {report.Exception}");
                else if (path is "/throw" or "/throw/mapped")
                    Assert.NotNull(report.Exception);
            }
        }
    }

    [Fact]
    public async Task Head_is_answered_with_the_head_of_what_get_is_answered_with()
    {
        await using var site = await FailureSite.StartAsync(cancellationToken: Ending);
        foreach (var (name, _, path, _) in Failures().Where(failure => failure.Method == "GET" && !failure.Path.StartsWith("/result/3", StringComparison.Ordinal)))
        {
            // Endpoints of this site are for GET, so that HEAD is refused with 405; what has no endpoint is refused with 404.
            var head = await site.SendAsync(Request("HEAD", "/minimal" + path, null, ""), Ending);

            Assert.True(head.Status == (path == "/nothing" ? 404 : 405), name);
            Assert.Equal("", head.Body);
            Assert.Equal("application/problem+json", head.ContentType);
            Assert.True(int.Parse(head.Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        }
    }

    private static void AssertShape(string name, Answer answer)
    {
        if (answer.Status < 400)
            return;
        Assert.True(answer.ContentType == "application/problem+json", $"{name}: {answer}");
        Assert.Equal(answer.Status, (int)answer.Json["status"]!);
        Assert.Matches("^[A-Z][A-Z0-9_]*$", answer.Code!);
        Assert.Matches("^[0-9a-f]{32}$", (string)answer.Json["traceId"]!);
        Assert.Equal(answer.Body.Length, int.Parse(answer.Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void AssertReportedOnce(string what, Answer answer, LogRecords log)
    {
        Assert.True(log.Reports.Count == (answer.Status < 400 ? 0 : 1), $"{what}: {log.Reports.Count} reports: {string.Join("; ", log.Reports)}");
        Assert.True(log.OtherComplaints.All(IsOfTheFramework), $"{what}: {string.Join("; ", log.OtherComplaints.Select(record => $"{record.Category} {record.Level} {record.Text}"))}");
        if (answer.Status >= 400)
            Assert.Equal(answer.Code, log.Reports[0].Event.Name);
    }

    // What the framework logs of its own accord where it turns a failure into a status, and that nobody can switch off but by the level.
    private static bool IsOfTheFramework(LogRecord record) => record.Category is "Microsoft.AspNetCore.Http.Timeouts.RequestTimeoutsMiddleware" or "Microsoft.AspNetCore.Antiforgery.DefaultAntiforgery"
        || record.Category.StartsWith("Microsoft.AspNetCore.Mvc.", StringComparison.Ordinal);

    private static HttpRequestMessage Request(string method, string path, Func<HttpContent>? content, string accept)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content?.Invoke() };
        request.Headers.ExpectContinue = content is not null;
        if (accept.Length > 0)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (path.EndsWith("/admin", StringComparison.Ordinal))
            request.Headers.Add("X-User", "somebody");
        return request;
    }

    private static Func<HttpContent> Json(string json) => () => new StringContent(json, Encoding.UTF8, "application/json");

    private static StringContent Typed(string text, string contentType)
    {
        var content = new StringContent(text);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }
}
