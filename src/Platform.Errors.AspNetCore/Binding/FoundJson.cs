using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// What really stands in a body where the serializer stopped. A refused body is read a second time, up to there, while its bytes are still in the pipe of the
/// request (see <see cref="LastRead"/>). Of a body that came in several parts the first are gone; then nobody knows.
/// </summary>
/// <param name="Token">The last token that was read; of an object or an array that was read whole its end.</param>
/// <param name="IsInteger">Whether it is a number without a fraction and an exponent.</param>
/// <param name="Absent">Of an object that was read whole those of the members that were asked for and are not there.</param>
internal sealed record FoundJson(JsonTokenType Token, bool IsInteger, IReadOnlyList<string> Absent)
{
    /// <param name="context">The request; <see langword="null"/> where it is not known.</param>
    /// <param name="exception">Says where it stopped.</param>
    /// <param name="options">How it was read.</param>
    /// <param name="members">Members to look for in the object that it stopped behind.</param>
    /// <returns><see langword="null"/> where the body is gone, or came in another encoding.</returns>
    public static FoundJson? At(HttpContext? context, JsonException exception, JsonSerializerOptions options, IReadOnlyList<string> members)
    {
        if (context is null || exception is not { LineNumber: { } line, BytePositionInLine: { } column })
            return null;
        if (context.Features.Get<IRequestBodyPipeFeature>() is not LastRead last || !last.TryLook(out var body, out var isWhole))
            return null;
        body = WithoutMark(body);
        try
        {
            return EndOf(body, line, column) is { } end ? At(body, end, isWhole, options, members) : null;
        }
        // What was read need not be what the serializer read, as where the text has another encoding.
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The serializer counts from behind the byte order mark.</summary>
    private static ReadOnlySequence<byte> WithoutMark(ReadOnlySequence<byte> body)
    {
        Span<byte> first = stackalloc byte[3];
        if (body.Length < first.Length)
            return body;
        body.Slice(0, first.Length).CopyTo(first);
        return first.SequenceEqual("\uFEFF"u8) ? body.Slice(first.Length) : body;
    }

    /// <summary>Where a position of the serializer is: so many lines, and so many bytes behind the last of them.</summary>
    private static long? EndOf(ReadOnlySequence<byte> body, long line, long column)
    {
        var rest = body;
        for (; line > 0; line--)
        {
            if (rest.PositionOf((byte)'\n') is not { } feed)
                return null;
            rest = rest.Slice(rest.GetPosition(1, feed));
        }
        var end = body.Length - rest.Length + column;
        return end <= body.Length ? end : null;
    }

    private static FoundJson? At(ReadOnlySequence<byte> body, long end, bool isWhole, JsonSerializerOptions options, IReadOnlyList<string> members)
    {
        var reading = new JsonReaderOptions
        {
            AllowTrailingCommas = options.AllowTrailingCommas,
            CommentHandling = options.ReadCommentHandling,
            MaxDepth = options.MaxDepth,
        };
        var reader = new Utf8JsonReader(body, isWhole, new JsonReaderState(reading));
        var starts = new Stack<long>();
        while (reader.BytesConsumed < end && reader.Read())
        {
            var last = 0L;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                starts.Push(reader.TokenStartIndex);
            else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                last = starts.Pop();
            if (reader.BytesConsumed == end)
            {
                var absent = reader.TokenType == JsonTokenType.EndObject
                    ? AbsentIn(body.Slice(last), isWhole, reading, options.PropertyNameCaseInsensitive, members)
                    : [];
                return new FoundJson(reader.TokenType, IsIntegerAt(ref reader), absent);
            }
        }
        return null;
    }

    private static bool IsIntegerAt(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
            return false;
        var digits = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return digits.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;
    }

    private static List<string> AbsentIn(ReadOnlySequence<byte> body, bool isWhole, JsonReaderOptions reading, bool ignoresCase, IReadOnlyList<string> members)
    {
        var absent = members.ToList();
        // A letter is at most six bytes, as the name of an escaped one.
        var longest = members.Select(static member => member.Length).DefaultIfEmpty().Max() * 6;
        var reader = new Utf8JsonReader(body, isWhole, new JsonReaderState(reading));
        while (absent.Count > 0 && reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0))
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                continue;
            if ((reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) > longest)
                continue;
            var name = reader.GetString()!;
            absent.RemoveAll(member => member.Equals(name, ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
        }
        return absent;
    }
}
