namespace Platform.Audit.Records;

/// <summary>An event put together by hand, for what has no type of its own.</summary>
/// <param name="type">What it is: kept in a static field, one for each kind of event.</param>
public sealed class AuditEvent(AuditEventType type) : IAuditEvent
{
    private readonly SortedDictionary<string, object> _values = new(Utf8Order.Instance);

    /// <inheritdoc />
    public AuditEventType EventType { get; } = type ?? throw new ArgumentNullException(nameof(type));

    /// <summary>Who did it, for example <c>user:4711</c>.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public string? Actor { get; init; }

    /// <summary>What it was done to, for example <c>request:42</c>.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public string? Target { get; init; }

    /// <summary>What came of it.</summary>
    /// <value><see cref="AuditOutcome.Unknown"/>: not said.</value>
    public AuditOutcome Outcome { get; init; }

    /// <summary>Whose it is.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public string? Tenant { get; init; }

    /// <summary>Where it came from.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public string? Source { get; init; }

    /// <summary>What it belongs to.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public string? Correlation { get; init; }

    /// <summary>Why it was done.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public string? Reason { get; init; }

    /// <summary>Whom the personal fields are about: a pseudonym, at most 255 characters. It is kept beside the record, and erased with them.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public string? Subject { get; init; }

    /// <summary>Adds a field of its own.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The same event.</returns>
    /// <exception cref="ArgumentException">There is one of this name already.</exception>
    public AuditEvent With(string name, string value) => Add(name, value);

    /// <inheritdoc cref="With(string, string)"/>
    public AuditEvent With(string name, long value) => Add(name, value);

    /// <inheritdoc cref="With(string, string)"/>
    public AuditEvent With(string name, bool value) => Add(name, value);

    /// <inheritdoc cref="With(string, string)"/>
    public AuditEvent With(string name, DateTimeOffset value) => Add(name, value);

    /// <inheritdoc cref="With(string, string)"/>
    public AuditEvent With(string name, Guid value) => Add(name, value);

    /// <summary>Adds a text that is personal: the record has a commitment to it, and the text lies beside the record, where it can be erased.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="value">The text.</param>
    /// <returns>The same event.</returns>
    /// <exception cref="ArgumentException">There is one of this name already.</exception>
    public AuditEvent WithPersonal(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Add(name, new PersonalText(value));
    }

    /// <summary>Adds bytes, which are copied.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="value">The bytes.</param>
    /// <returns>The same event.</returns>
    /// <exception cref="ArgumentException">There is one of this name already.</exception>
    public AuditEvent With(string name, ReadOnlySpan<byte> value) => Add(name, value.ToArray());

    /// <inheritdoc />
    public void WriteTo(ref AuditEventWriter writer)
    {
        writer.Subject(Subject);
        writer.Actor(Actor);
        writer.Target(Target);
        writer.Outcome(Outcome);
        writer.Tenant(Tenant);
        writer.Source(Source);
        writer.Correlation(Correlation);
        writer.Reason(Reason);
        foreach (var (name, value) in _values)
        {
            switch (value)
            {
                case string text:
                    writer.Text(name, text);
                    break;
                case PersonalText personal:
                    writer.Personal(name, personal.Text);
                    break;
                case long integer:
                    writer.Integer(name, integer);
                    break;
                case bool boolean:
                    writer.Boolean(name, boolean);
                    break;
                case DateTimeOffset time:
                    writer.Time(name, time);
                    break;
                case Guid guid:
                    writer.Guid(name, guid);
                    break;
                default:
                    writer.Bytes(name, (byte[])value);
                    break;
            }
        }
    }

    private AuditEvent Add(string name, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        _values.Add(name, value);
        return this;
    }

    private sealed record PersonalText(string Text);

    /// <summary>The order of the bytes of UTF-8, which is that of code points and not that of UTF-16.</summary>
    private sealed class Utf8Order : IComparer<string>
    {
        public static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y)
        {
            var left = x.AsSpan();
            var right = y.AsSpan();
            var same = left.CommonPrefixLength(right);
            if (same == left.Length || same == right.Length)
                return left.Length.CompareTo(right.Length);
            // Surrogates stand for what comes after all that needs none.
            var (one, other) = (left[same], right[same]);
            return char.IsSurrogate(one) == char.IsSurrogate(other) ? one.CompareTo(other) : char.IsSurrogate(one) ? 1 : -1;
        }
    }
}
