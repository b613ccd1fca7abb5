using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Platform.Errors;

/// <summary>
/// The texts of one error for one culture: the title, the detail taken apart, and the part of a problem that is the same for every occurrence.
/// </summary>
internal sealed class ErrorText(ErrorDescriptor descriptor, string title, MessageTemplate? detail)
{
    /// <summary>In the place of an argument: how long to wait, where the error has no argument that says so.</summary>
    private const int Delay = -1;

    public string Title { get; } = title;

    public MessageTemplate? Detail { get; } = detail;

    /// <summary>The language that the title is really in; <see langword="null"/> for the neutral one.</summary>
    public string? TitleLanguage { get; init; }

    /// <summary>The language that the detail is really in; <see langword="null"/> for the neutral one.</summary>
    public string? DetailLanguage { get; init; }

    /// <summary>How arguments are formatted: as the language of the text around them asks for. <see langword="null"/> for the neutral one.</summary>
    public CultureInfo? Formats { get; init; }

    /// <summary><c>{"type":…,"title":…,"status":…</c> in UTF-8.</summary>
    public byte[] ProblemHead => field ??= ProblemParts.Head(descriptor, Title);

    /// <summary>The detail as JSON, cut where arguments stand.</summary>
    public ImmutableArray<Piece> Pieces
    {
        get
        {
            if (field.IsDefault)
                field = Detail is null ? [] : [.. Detail.Parts.Select(Cut)];
            return field;
        }
    }

    /// <summary>The detail with the arguments of an error. The text is made only when somebody wants to read it.</summary>
    public string? Fill(in Error error)
    {
        if (Detail is null || SaysNothing(in error))
            return null;
        if (Detail.Parts is [{ IsHole: false } only])
            return only.Text;
        var text = new StringBuilder();
        foreach (var part in Detail.Parts)
        {
            if (!part.IsHole)
                text.Append(part.Text);
            else
                Append(text, ValueOf(in error, IndexOf(descriptor, part.Text)));
        }
        return text.ToString();
    }

    /// <summary>Whether the detail has holes and a value for none of them: what is left of such a sentence is no sentence.</summary>
    public bool SaysNothing(in Error error)
    {
        var hasHoles = false;
        foreach (ref readonly var piece in Pieces.AsSpan())
        {
            if (piece.Json is not null)
                continue;
            hasHoles = true;
            if (piece.Argument == Delay ? error.RetryAfter is not null
                : piece.Argument < error.ArgumentCount && error.Argument(piece.Argument).Type != ErrorArgumentType.None)
                return false;
        }
        return hasHoles;
    }

    /// <summary>What stands in a hole; <see cref="ErrorArgumentType.None"/> where nothing does.</summary>
    public static ErrorArgument ValueOf(in Error error, int argument) =>
        argument != Delay ? argument < error.ArgumentCount ? error.Argument(argument) : default
        : error.RetryAfter is { } delay ? (ErrorArgument)InSeconds(delay)
        : default;

    /// <summary>Whether the detail says how long to wait, which is no argument of the error.</summary>
    public bool SaysDelay => Pieces.Any(static piece => piece.Argument == Delay);

    /// <summary>Whether a hole needs no parameter of that name: how long to wait is known of every error that may succeed later.</summary>
    public static bool IsDelay(ErrorDescriptor descriptor, string hole) => hole == "retryAfter" && descriptor.Retry != ErrorRetry.Never;

    /// <summary>As the field <c>Retry-After</c> says it: whole seconds, and never too few.</summary>
    private static TimeSpan InSeconds(TimeSpan delay) =>
        delay.Ticks % TimeSpan.TicksPerSecond is > 0 and var rest && delay.Ticks <= long.MaxValue - TimeSpan.TicksPerSecond
            ? new TimeSpan(delay.Ticks - rest + TimeSpan.TicksPerSecond)
            : delay;

    private void Append(StringBuilder text, ErrorArgument argument)
    {
        if (!argument.TryGetTimeSpan(out var duration))
        {
            text.Append(Formats ?? CultureInfo.InvariantCulture, $"{argument}");
            return;
        }
        Span<char> words = stackalloc char[ErrorArgument.MaximumLength];
        text.Append(words[..DurationWords.Write(duration, words, Formats)]);
    }

    private static int IndexOf(ErrorDescriptor descriptor, string name)
    {
        for (var index = 0; index < descriptor.Parameters.Length; index++)
        {
            if (descriptor.Parameters[index].Disclosed && descriptor.Parameters[index].Name == name)
                return index;
        }
        return IsDelay(descriptor, name) ? Delay : int.MaxValue;
    }

    private Piece Cut(MessageTemplate.Part part) =>
        part.IsHole ? new Piece(null, IndexOf(descriptor, part.Text)) : new Piece(ProblemParts.Literal(part.Text), 0);

    /// <summary>A piece of a detail.</summary>
    /// <param name="Json">What stands there, escaped, in UTF-8; <see langword="null"/> for an argument.</param>
    /// <param name="Argument">
    /// The argument that stands there; beyond all arguments if it is unknown or may not be disclosed, and below them for the delay.
    /// </param>
    internal readonly record struct Piece(byte[]? Json, int Argument);
}
