using Platform.Plugins.Abstractions;

namespace CityDesk.Contract;

/// <summary>Tells somebody what becomes of requests.</summary>
[PluginContract("notification-channel", "1.0")]
public interface INotificationChannel
{
    /// <summary>Tells of one change. It has happened, and is told at least once: what fails comes again, and so may what did not.</summary>
    /// <param name="notice">What has happened.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    /// <returns>When it is told.</returns>
    ValueTask TellAsync(RequestNotice notice, CancellationToken cancellationToken);
}

/// <summary>What has become of a request. Nothing of a resident stands in it, and nothing that one has written.</summary>
/// <param name="Id">The same whenever this is told again.</param>
/// <param name="Kind">What has happened.</param>
/// <param name="At">When.</param>
/// <param name="Request">What the request is known by from its beginning.</param>
/// <param name="City">The id of the city.</param>
/// <param name="Service">The name of the service.</param>
/// <param name="Number">The number that people quote, where it was there already.</param>
/// <param name="Team">Who sees to it, where somebody does.</param>
public sealed record RequestNotice(
    string Id, RequestNoticeKind Kind, DateTimeOffset At, string Request, string City, string Service,
    string? Number = null, string? Team = null);

/// <summary>What has happened to a request.</summary>
public enum RequestNoticeKind
{
    /// <summary>It was reported.</summary>
    Opened,

    /// <summary>A team or a contractor is to see to it.</summary>
    Assigned,

    /// <summary>It is done, or nothing is to be done.</summary>
    Closed,
}
