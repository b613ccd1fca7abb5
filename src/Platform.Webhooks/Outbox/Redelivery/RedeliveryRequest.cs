namespace Platform.Webhooks.Outbox.Redelivery;

/// <summary>What is to be delivered again.</summary>
public sealed class RedeliveryRequest
{
    private const int MostTypes = 100;

    /// <summary>Names what is to be delivered again.</summary>
    /// <param name="consumer">The name of the handler or of the receiver.</param>
    /// <param name="scope">Which events.</param>
    /// <param name="from">Published at this time or later.</param>
    /// <param name="until">Published before this time; up to now where it is <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The name is not as it must be, or the time ends before it begins.</exception>
    public RedeliveryRequest(string consumer, RedeliveryScope scope, DateTimeOffset from, DateTimeOffset? until = null)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        OutboxEvent.RequireName(consumer, nameof(consumer));
        if (!Enum.IsDefined(scope))
            throw new ArgumentOutOfRangeException(nameof(scope));
        if (until < from)
            throw new ArgumentException("The time ends before it begins.", nameof(until));
        (Consumer, Scope, From, Until) = (consumer, scope, from, until);
    }

    /// <summary>The name of the handler or of the receiver.</summary>
    public string Consumer { get; }

    /// <summary>Which events.</summary>
    public RedeliveryScope Scope { get; }

    /// <summary>Published at this time or later.</summary>
    public DateTimeOffset From { get; }

    /// <summary>Published before this time.</summary>
    public DateTimeOffset? Until { get; }

    /// <summary>Of these types alone.</summary>
    /// <value>None are named: of all types.</value>
    /// <exception cref="ArgumentException">A name is not as it must be, or there are more than 100.</exception>
    public IReadOnlyList<string> Types
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count > MostTypes)
                throw new ArgumentException($"A redelivery names at most {MostTypes} types.", nameof(value));
            field = [.. value.Select(static type => OutboxEvent.RequireName(type ?? "", nameof(value))!).Distinct(StringComparer.Ordinal)];
        }
    } = [];
}
