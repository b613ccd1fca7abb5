using System.Text;

namespace Platform.Audit.Records;

/// <summary>A kind of event: its name, and what happens to what somebody does when it cannot be recorded.</summary>
public sealed class AuditEventType
{
    /// <summary>The most characters that a name may have: 100.</summary>
    public const int MaxNameLength = 100;

    /// <summary>Names a kind of event.</summary>
    /// <param name="name">Lower-case words with dots between them, such as <c>request.closed</c>: letters, digits, <c>-</c> and <c>_</c>. It stays for ever.</param>
    /// <exception cref="ArgumentException">It is no such name, longer than <see cref="MaxNameLength"/>, or begins with <c>audit.</c>, as what the log records
    /// of itself does.</exception>
    public AuditEventType(string name)
        : this(name, isOwn: false)
    {
    }

    private AuditEventType(string name, bool isOwn)
    {
        if (!IsName(name))
            throw new ArgumentException($"\"{name}\" is no name of an event: use lower-case letters, digits, '-' and '_', with dots between words, such as \"request.closed\", at most {MaxNameLength}.", nameof(name));
        if (!isOwn && name.StartsWith("audit.", StringComparison.Ordinal))
            throw new ArgumentException($"\"{name}\" would pass as something that the log records of itself: use another first word than \"audit\".", nameof(name));
        Name = name;
        NameUtf8 = Encoding.UTF8.GetBytes(name);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What happens when it cannot be recorded.</summary>
    /// <value><see langword="null"/>: as <see cref="PlatformAuditOptions.WhenUnavailable"/> says.</value>
    public WhenAuditUnavailable? WhenUnavailable { get; init; }

    internal byte[] NameUtf8 { get; }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>A kind of event that the log records of itself.</summary>
    internal static AuditEventType Own(string name, WhenAuditUnavailable? whenUnavailable = null) => new(name, isOwn: true) { WhenUnavailable = whenUnavailable };

    internal static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxNameLength)
            return false;
        var isAtStart = true;
        foreach (var character in name)
        {
            if (character == '.' ? isAtStart : !(char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || (!isAtStart && character is '-' or '_')))
                return false;
            isAtStart = character == '.';
        }
        return !isAtStart;
    }
}
