using System.Security.Cryptography;

namespace Platform.Encryption.Formats;

/// <summary>What is wrong with the caller's buffers, said before anything is written to them.</summary>
internal static class Refuse
{
    public static void TooShort(int length, int needed)
    {
        if (length < needed)
            throw new ArgumentException($"The destination has room for {length}; {needed} are needed.");
    }

    public static void TooShortOrOverlapping(ReadOnlySpan<byte> source, Span<byte> destination, int needed)
    {
        TooShort(destination.Length, needed);
        if (source.Overlaps(destination))
            throw new ArgumentException("The destination overlaps the source.");
    }

    /// <summary>The first bytes of a plaintext in an array of their own; the old one is wiped.</summary>
    public static byte[] Cut(byte[] plaintext, int length)
    {
        var cut = plaintext.AsSpan(0, length).ToArray();
        CryptographicOperations.ZeroMemory(plaintext);
        return cut;
    }
}
