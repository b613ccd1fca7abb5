using Platform.Webhooks.Delivery;

namespace Platform.Webhooks.Endpoints;

/// <summary>What its owner says of a receiver.</summary>
/// <param name="Url">Where to. What is allowed is said by <see cref="PlatformWebhooksOptions"/>.</param>
public sealed record WebhookEndpointSettings(string Url)
{
    /// <summary>The most characters of <see cref="Description"/>: 256.</summary>
    public const int MostOfDescription = 256;

    /// <summary>The most types: 100.</summary>
    public const int MostTypes = 100;

    /// <summary>
    /// The types of events that it gets: 1 to 100. Where the host has a catalogue they stand in it; <c>*</c> is for hosts without one.
    /// </summary>
    /// <value>None, which is refused.</value>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The channels whose events alone it gets.</summary>
    /// <value>None: those of all channels and of none.</value>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>What people call it.</summary>
    /// <value>None.</value>
    public string? Description { get; init; }

    /// <summary>
    /// Whether it is sent what an event is about and not what it says (<see cref="ThinWebhookFormat"/>). Only where the host has a
    /// catalogue.
    /// </summary>
    /// <value><see langword="false"/>.</value>
    public bool IsThin { get; init; }

    /// <summary>How many attempts may be under way at once: 1 to 1,024.</summary>
    /// <value>16.</value>
    public int Concurrency { get; init; } = 16;

    /// <summary>How many attempts may begin in a second: 1 to 100,000.</summary>
    /// <value><see langword="null"/>: as fast as it answers.</value>
    public int? PerSecond { get; init; }
}
