using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CityDesk.Auditing;
using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Audit.Records;

namespace CityDesk.Tour.Scenes;

/// <summary>One trace id is in the answer to a caller, in the log and in the audit record of what was done.</summary>
internal sealed class OneTrace : IScene
{
    public string Name => "trace";

    public string Title => "One trace runs through the answer, the log and the audit record.";

    public async Task PlayAsync(TourDesk desk, Narrator tell, CancellationToken cancellationToken)
    {
        var number = await desk.FileAsync("A wardrobe", null, cancellationToken);
        // Whoever calls while something of theirs goes on hands its trace to whom they call.
        using var own = new Activity("tour").SetIdFormat(ActivityIdFormat.W3C).Start();
        own.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        var trace = own.TraceId.ToHexString();
        await tell.DoAsync($"A program assigns request {number} and then, by mistake, once more with the version of before. It traces both calls as {trace}.");

        using (var done = await AssignAsync(desk, number, cancellationToken))
            await tell.CheckAsync(done.IsSuccessStatusCode, "the first is done");
        using (var refused = await AssignAsync(desk, number, cancellationToken))
        {
            var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(cancellationToken))!;
            await tell.QuoteAsync($"{problem["status"]} {problem["code"]}: {problem["detail"]} traceId {problem["traceId"]}");
            await tell.CheckAsync(refused.StatusCode == HttpStatusCode.Conflict && (string?)problem["traceId"] == trace, "the second is refused, and the refusal names the trace");
        }

        await tell.WaitAsync(() => Task.FromResult(LineOf(desk, trace) is not null), "the log of the desk names it", cancellationToken);
        await tell.QuoteAsync(LineOf(desk, trace)!);

        await using var inside = await desk.OpenInsideAsync(cancellationToken);
        var correlation = "";
        await tell.WaitAsync(
            async () => (correlation = await CorrelationOfAsync(inside, number, cancellationToken)).Contains(trace, StringComparison.Ordinal),
            "the audit record of the assignment names it", cancellationToken);
        await tell.QuoteAsync($"correlation {correlation}");
    }

    private static Task<HttpResponseMessage> AssignAsync(TourDesk desk, string number, CancellationToken cancellationToken) =>
        desk.ActAsync(number, new { action = "assign", team = "Crew 7", version = 0 }, cancellationToken);

    private static string? LineOf(TourDesk desk, string trace) => desk.Log.Split('\n').FirstOrDefault(line => line.Contains(trace, StringComparison.Ordinal));

    private static Task<string> CorrelationOfAsync(Commands.CommandHost inside, string number, CancellationToken cancellationToken) => inside.InScopeAsync(async services =>
    {
        var id = long.Parse(number, CultureInfo.InvariantCulture);
        var key = await services.GetRequiredService<Data.DeskDbContext>().Requests.Where(r => r.Id == id).Select(r => r.Key).SingleAsync(cancellationToken);
        var page = await services.GetRequiredService<IAuditReader>().QueryAsync(new AuditQuery { Target = AuditTargets.Request(key), Action = "desk.request.*" }, cancellationToken);
        return string.Join(", ", page.Entries.Select(static entry =>
            AuditRecord.TryRead(entry.Record.Span, out var record) && record.TryGetText(AuditField.Correlation, out var text) ? Encoding.UTF8.GetString(text) : "none"));
    });
}
