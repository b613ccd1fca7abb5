using Platform.Plugins.Abstractions;

namespace CityDesk.Contract;

/// <summary>
/// Says something about a request on its page in the console. The desk writes the page: a plugin says plain text, and no HTML.
/// </summary>
[PluginContract("console-panel", "1.0")]
public interface IConsolePanel
{
    /// <summary>Says what it knows of a request. Asked while a member of staff waits for the page, for a second at most.</summary>
    /// <param name="subject">The request.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    /// <returns>A title and rows; nothing where there is nothing to say of this request.</returns>
    ValueTask<PanelContent?> ShowAsync(PanelSubject subject, CancellationToken cancellationToken);
}

/// <summary>A request whose page is shown.</summary>
/// <param name="Request">What the request is known by from its beginning.</param>
/// <param name="City">The id of the city.</param>
/// <param name="ServiceCode">The code of its service.</param>
public sealed record PanelSubject(string Request, string City, string ServiceCode);

/// <summary>What a panel shows: the first 20 rows, each text to its first 500 characters.</summary>
/// <param name="Title">The heading, in a few words.</param>
/// <param name="Rows">What is said.</param>
public sealed record PanelContent(string Title, IReadOnlyList<PanelRow> Rows);

/// <summary>One line of a panel.</summary>
/// <param name="Label">What it is about.</param>
/// <param name="Text">What is to be said.</param>
public sealed record PanelRow(string Label, string Text);
