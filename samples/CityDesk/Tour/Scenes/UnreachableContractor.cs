using CityDesk.Webhooks;
using Platform.Webhooks.Endpoints;

namespace CityDesk.Tour.Scenes;

/// <summary>A contractor's program that is down misses nothing: what happens meanwhile comes when it is back, once and in order.</summary>
internal sealed class UnreachableContractor : IScene
{
    private const string City = "riverton.example";

    public string Name => "contractor";

    public string Title => "A contractor's program is down, comes back, and is told everything once and in order.";

    public async Task PlayAsync(TourDesk desk, Narrator tell, CancellationToken cancellationToken)
    {
        await using var contractor = new Contractor(desk.ContractorPort);
        await using var inside = await desk.OpenInsideAsync(cancellationToken);
        await inside.InScopeAsync(async services =>
        {
            await PlayAsync(desk, tell, contractor, services.GetRequiredService<IWebhookEndpoints>(), cancellationToken);
            return true;
        });
    }

    private static async Task PlayAsync(TourDesk desk, Narrator tell, Contractor contractor, IWebhookEndpoints endpoints, CancellationToken cancellationToken)
    {
        var tenant = ContractorTenant.Of(City);
        var settings = new WebhookEndpointSettings(contractor.Url) { Types = ["request.opened", "request.assigned", "request.closed"], Description = "Crew 7" };
        var issued = await endpoints.CreateAsync(tenant, settings, "tour", cancellationToken);
        var reference = new EndpointReference(tenant, issued.Endpoint.Id);
        await tell.DoAsync($"The program of Crew 7 is to be told at {contractor.Url}. It has a secret of its own, and is asked whether it wants to hear of anything.");
        await contractor.StartAsync(issued.Secret.Export(), cancellationToken);
        await tell.CheckAsync(await endpoints.ConfirmAsync(reference, "tour", cancellationToken) is { IsConfirmed: true }, "it has answered the challenge as only it can");

        await contractor.StopAsync();
        await tell.DoAsync("It goes down. Meanwhile somebody reports a bulky heap, it is given to Crew 7, and closed.");
        var number = await desk.FileAsync("A bulky heap", null, cancellationToken);
        await ActAsync(desk, number, new { action = "assign", team = "Crew 7", version = 0 }, cancellationToken);
        await ActAsync(desk, number, new { action = "close", note = "Taken away.", version = 1 }, cancellationToken);
        await tell.WaitAsync(
            async () => await endpoints.ListAttemptsAsync(tenant, reference.Id, cancellationToken: cancellationToken) is { } attempts
                && attempts.Any(static attempt => attempt is { Type: "request.opened", Status: null }),
            "the desk has tried to tell it, and it did not answer", cancellationToken);
        await tell.CheckAsync(contractor.Heard.Count == 0, "it has heard of nothing");

        await contractor.StartAsync(issued.Secret.Export(), cancellationToken);
        await tell.DoAsync("It is back.");
        await tell.WaitAsync(() => Task.FromResult(contractor.Heard.Count >= 3), "the desk tries again by itself", cancellationToken);
        foreach (var told in contractor.Heard)
            await tell.QuoteAsync($"{told.Type} {told.Data.Summary} {told.Data.Team} ({told.Message})");
        await tell.CheckAsync(
            contractor.Heard.Select(static told => told.Type).SequenceEqual(["request.opened", "request.assigned", "request.closed"]),
            "all three have come, once and in the order in which they happened");
        await tell.CheckAsync(await endpoints.DeleteAsync(reference, "tour", cancellationToken), "the program of Crew 7 is told of nothing any more");
    }

    private static async Task ActAsync(TourDesk desk, string number, object command, CancellationToken cancellationToken)
    {
        using var done = await desk.ActAsync(number, command, cancellationToken);
        done.EnsureSuccessStatusCode();
    }
}
