using System.Buffers;

namespace Platform.Webhooks.Signatures;

/// <summary>
/// Ids of messages: printable ASCII without spaces, and without the full stop that separates the fields of what is signed. With one, a part of
/// the id could be passed off as the timestamp (Standard Webhooks 1.0.0, Signature scheme).
/// </summary>
internal static class MessageId
{
    public const int MaxLength = 256;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "!\"#$%&'()*+,-/0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    public static bool IsValid(ReadOnlySpan<char> id) => id.Length is > 0 and <= MaxLength && !id.ContainsAnyExcept(Allowed);

    /// <summary>What may stand in a log or be handed on: an id that may have full stops.</summary>
    public static bool IsPrintable(ReadOnlySpan<char> text) => text.Length is > 0 and <= MaxLength && !text.ContainsAnyExceptInRange('!', '~');
}
