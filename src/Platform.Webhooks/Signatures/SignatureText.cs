using System.Buffers;
using System.Buffers.Text;

namespace Platform.Webhooks.Signatures;

/// <summary>
/// Reads signatures in their one spelling. The runtime's decoders are lenient: capital hexadecimal digits, spaces, bits behind the end. What is read here is what an
/// encoder would have written, of exactly the length of a signature, so that no part of one will do (CVE-2024-21491).
/// </summary>
internal static class SignatureText
{
    private const int Quantum = 4;

    public static bool TryDecodeBase64(ReadOnlySpan<char> text, Span<byte> signature)
    {
        // Of this length there is no room for spaces: fewer bytes would come out.
        if (text.Length != Base64.GetMaxEncodedToUtf8Length(signature.Length) || !Convert.TryFromBase64Chars(text, signature, out var length) || length != signature.Length)
            return false;
        var rest = signature.Length % 3;
        if (rest == 0)
            return true;
        Span<char> again = stackalloc char[Quantum];
        return Convert.TryToBase64Chars(signature[^rest..], again, out _) && text[^Quantum..].SequenceEqual(again);
    }

    public static bool TryDecodeHexadecimal(ReadOnlySpan<char> text, Span<byte> signature) =>
        text.Length == signature.Length * 2 && !text.ContainsAnyInRange('A', 'F')
        && Convert.FromHexString(text, signature, out _, out _) == OperationStatus.Done;
}
