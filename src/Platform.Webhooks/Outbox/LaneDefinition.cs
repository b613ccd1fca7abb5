namespace Platform.Webhooks.Outbox;

/// <summary>A consumer: which events it gets. Each has a lane of its own, and nothing in one lane waits for another.</summary>
public sealed class LaneDefinition
{
    /// <summary>
    /// Asks for events of every type but those that begin with <c>platform.</c>: what the platform says of one receiver is not for all others.
    /// </summary>
    public const string EveryType = "*";

    private const int MostChannels = 100;

    /// <summary>Defines a lane.</summary>
    /// <param name="name">Its name, by which it is known for good: printable ASCII without spaces, at most 256 characters.</param>
    /// <param name="types">The types of events that it gets; <see cref="EveryType"/> for all.</param>
    /// <param name="tenant">The tenant whose events alone it gets; <see langword="null"/> for those of all and of nobody.</param>
    /// <exception cref="ArgumentException">A name is not as it must be, or there is no type.</exception>
    public LaneDefinition(string name, IEnumerable<string> types, string? tenant = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(types);
        Name = OutboxEvent.RequireName(name, nameof(name))!;
        Types = [.. types.Select(type => OutboxEvent.RequireName(type ?? "", nameof(types))!).Distinct(StringComparer.Ordinal)];
        if (Types is [])
            throw new ArgumentException("A consumer of no type gets nothing: name types, or * for all.", nameof(types));
        Tenant = OutboxEvent.RequireName(tenant, nameof(tenant));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The types of events that it gets.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>The tenant whose events alone it gets.</summary>
    public string? Tenant { get; }

    /// <summary>The channels whose events alone it gets.</summary>
    /// <value>None: those of all channels and of none.</value>
    /// <exception cref="ArgumentException">A name is not as it must be, or there are more than 100.</exception>
    public IReadOnlyList<string> Channels
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = [.. value.Select(channel => OutboxEvent.RequireName(channel ?? "", nameof(value))!).Distinct(StringComparer.Ordinal)];
            if (field.Count > MostChannels)
                throw new ArgumentException($"A consumer has at most {MostChannels} channels.", nameof(value));
        }
    } = [];
}
