using CityDesk.Contract;
using CityDesk.Domain;
using Platform.Plugins.Extensions;

namespace CityDesk.Plugins;

/// <summary>What a plugin says on the page of a request, fit to be shown.</summary>
/// <param name="PluginId">Which plugin; nothing where it is not known.</param>
/// <param name="Title">The heading.</param>
/// <param name="Rows">What it says.</param>
/// <param name="Problem">Why it says nothing, in a sentence.</param>
internal sealed record ShownPanel(string? PluginId, string Title, IReadOnlyList<PanelRow> Rows, string? Problem = null);

/// <summary>
/// Asks plugins what they have to say of a request. The page waits no longer than <see cref="LongestWait"/> for all of them together.
/// </summary>
internal sealed class PluginPanels(ExtensionPoint<IConsolePanel> panels, TimeProvider time)
{
    public const int AskedAtOnce = 8;

    private const int MostRows = 20;
    private const int LongestText = 500;
    private const string Failed = "It could not say anything just now. The rest of this page is complete.";

    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<ShownPanel>> AskAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        if (panels.TryAcquire(out var lease))
        {
            using (lease)
            {
                if (lease.Count == 0)
                    return [];
            }
        }

        using var deadline = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var subject = new PanelSubject(request.Key, request.JurisdictionId, request.Service.Code);
            var answers = await panels.InvokeAsync(subject, ShowAsync, either.Token);
            return [.. answers.Where(static answer => answer is not { HasValue: true, Value: null }).Select(PanelOf)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [new ShownPanel(null, "Plugins", [], "They have not answered in time. The rest of this page is complete.")];
        }
        catch (ObjectDisposedException)
        {
            // The desk stops.
            return [];
        }
    }

    /// <summary>
    /// Within the deadline and the fault policy also what is made of the answer: a plugin in this process may have sent anything.
    /// </summary>
    private static async ValueTask<PanelContent?> ShowAsync(
        IConsolePanel panel, PanelSubject subject, CancellationToken cancellationToken) =>
        await panel.ShowAsync(subject, cancellationToken) is { } content
            ? new PanelContent(Fit(content.Title), [.. content.Rows.Take(MostRows).Select(static row => Fit(row))])
            : null;

    private static ShownPanel PanelOf(ExtensionResult<PanelContent?> answer) =>
        answer.Value is { } content
            ? new ShownPanel(answer.PluginId, content.Title, content.Rows) : new ShownPanel(answer.PluginId, "Plugin", [], Failed);

    private static PanelRow Fit(PanelRow row) => new(Fit(row.Label), Fit(row.Text));

    /// <summary>A plugin may say anything; a page shows so much of it.</summary>
    private static string Fit(string? text) => DeskText.Shown(text ?? "", LongestText);
}
