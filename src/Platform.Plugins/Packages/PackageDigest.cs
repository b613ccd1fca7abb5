using System.Buffers;
using System.Security.Cryptography;

namespace Platform.Plugins.Packages;

/// <summary>How a digest is written: <c>sha256:</c> and 64 small hexadecimal digits.</summary>
internal static class PackageDigest
{
    public const string Prefix = "sha256:";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Prefix + Convert.ToHexStringLower(hash);
    }

    public static bool IsValid(string text) =>
        text.Length == Prefix.Length + 2 * SHA256.HashSizeInBytes && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Digits) < 0;
}
