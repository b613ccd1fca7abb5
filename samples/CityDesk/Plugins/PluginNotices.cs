using System.Text.Json;
using CityDesk.Contract;
using CityDesk.Webhooks;
using Platform.Plugins.Extensions;
using Platform.Webhooks.Outbox;

namespace CityDesk.Plugins;

/// <summary>
/// Tells the channels of plugins what contractors hear of, out of the same outbox: if and only if it is so, in the order of each
/// request, and at least once. Where one of several fails all are told again, each with the same id.
/// </summary>
internal sealed class PluginNotices(ExtensionPoint<INotificationChannel> channels) : IOutboxHandler
{
    public const int ToldAtOnce = 4;

    public static IReadOnlyList<string> Types { get; } = ["request.opened", "request.assigned", "request.closed"];

    /// <exception cref="InvalidOperationException">A channel was not told: it comes again.</exception>
    public async ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var told = await channels.InvokeAsync(NoticeOf(message), TellAsync, cancellationToken);
        if (told.FirstOrDefault(static each => !each.HasValue) is { } failed)
            throw new InvalidOperationException($"{failed.PluginId} was not told: {failed.Outcome}.");
    }

    private static async ValueTask<bool> TellAsync(INotificationChannel channel, RequestNotice notice, CancellationToken cancellationToken)
    {
        await channel.TellAsync(notice, cancellationToken);
        return true;
    }

    private static RequestNotice NoticeOf(OutboxMessage message)
    {
        var json = DeskWebhookJson.Default;
        var body = message.Body.Span;
        switch (message.Type)
        {
            case "request.opened":
                var opened = JsonSerializer.Deserialize(body, json.RequestOpened)!;
                return NoticeOf(message.Id, RequestNoticeKind.Opened, opened.Timestamp, opened.Data);
            case "request.assigned":
                var assigned = JsonSerializer.Deserialize(body, json.RequestAssigned)!;
                return NoticeOf(message.Id, RequestNoticeKind.Assigned, assigned.Timestamp, assigned.Data);
            default:
                var closed = JsonSerializer.Deserialize(body, json.RequestClosed)!;
                return NoticeOf(message.Id, RequestNoticeKind.Closed, closed.Timestamp, closed.Data);
        }
    }

    private static RequestNotice NoticeOf(string id, RequestNoticeKind kind, DateTimeOffset at, ToldRequest request) =>
        new(id, kind, at, request.Id, request.City, request.Summary, request.Number, request.Team);
}
