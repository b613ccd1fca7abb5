using System.Text.Json;

namespace Platform.Errors;

/// <summary>
/// The members of a problem, or of one entry of its <c>errors</c>, before anybody has judged them. A member of another form than it should have is not there.
/// </summary>
internal ref struct ProblemMembers
{
    public string? Type { get; private set; }

    public string? Title { get; private set; }

    public string? Detail { get; set; }

    public string? HelpLink { get; private set; }

    public string? Code { get; set; }

    public string? Pointer { get; private set; }

    public int? Status { get; private set; }

    public bool? IsRetryable { get; set; }

    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Standing on the <c>{</c> of <c>args</c>: they can only be read once the code is known, and that may come later.</summary>
    public Utf8JsonReader Arguments { get; private set; }

    public readonly bool HasArguments => Arguments.TokenType != JsonTokenType.None;

    /// <summary>Standing on the <c>[</c> or <c>{</c> of <c>errors</c>.</summary>
    public Utf8JsonReader Errors { get; private set; }

    public readonly bool HasErrors => Errors.TokenType != JsonTokenType.None;

    /// <summary>Whether anything in it is a problem's.</summary>
    public readonly bool IsProblem => Type is not null || Title is not null || Detail is not null || Code is not null || Status is not null || HasErrors;

    /// <summary>Reads the object that the reader stands on, and leaves the reader on its end.</summary>
    /// <exception cref="JsonException">The JSON is malformed.</exception>
    public static ProblemMembers Read(ref Utf8JsonReader reader)
    {
        var members = new ProblemMembers();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            members.ReadMember(ref reader);
        return members;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        // Each test reads the name where it stands; a stranger's other members cost no text.
        var name = reader;
        reader.Read();
        if (JsonTexts.Is(ref name, "type"u8))
            Type = JsonTexts.Read(ref reader);
        else if (JsonTexts.Is(ref name, "title"u8))
            Title = JsonTexts.Read(ref reader);
        else if (JsonTexts.Is(ref name, "detail"u8))
            Detail = JsonTexts.Read(ref reader);
        else if (JsonTexts.Is(ref name, "helpLink"u8))
            HelpLink = JsonTexts.Read(ref reader);
        else if (JsonTexts.Is(ref name, "code"u8))
            Code = JsonTexts.Read(ref reader);
        else if (JsonTexts.Is(ref name, "pointer"u8))
            Pointer = JsonPointers.Parse(JsonTexts.Read(ref reader));
        else if (JsonTexts.Is(ref name, "status"u8))
            Status = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var status) && status is >= 400 and <= 599 ? status : null;
        else if (JsonTexts.Is(ref name, "retryable"u8))
            IsRetryable = reader.TokenType switch { JsonTokenType.True => true, JsonTokenType.False => false, _ => null };
        else if (JsonTexts.Is(ref name, "retryAfter"u8))
            RetryAfter = Seconds(ref reader);
        else if (JsonTexts.Is(ref name, "args"u8) && reader.TokenType == JsonTokenType.StartObject)
            Arguments = reader;
        else if (JsonTexts.Is(ref name, "errors"u8) && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            Errors = reader;
        reader.Skip();
    }

    private static TimeSpan? Seconds(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var seconds)
            || seconds < 0 || seconds > TimeSpan.MaxValue.Ticks / (decimal)TimeSpan.TicksPerSecond)
            return null;
        return new TimeSpan((long)(seconds * TimeSpan.TicksPerSecond));
    }
}
