using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform.Encryption.Erasing;

/// <summary>JSON Web Signatures in compact serialization, RFC 7515, section 3.1, with ES256 and nothing else: what is signed does not say how it is to be believed.</summary>
internal static class CompactJws
{
    private const int SignatureLength = 64;

    public static async ValueTask<string> SignAsync(byte[] payload, IReceiptSigner signer, CancellationToken cancellationToken)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteString("alg", "ES256");
            json.WriteString("kid", signer.KeyId);
            json.WriteString("typ", "JOSE");
            json.WriteEndObject();
        }
        var signed = $"{Base64Url.EncodeToString(header.ToArray())}.{Base64Url.EncodeToString(payload)}";
        var signature = await signer.SignAsync(Encoding.ASCII.GetBytes(signed), cancellationToken).ConfigureAwait(false);
        return signature.Length == SignatureLength
            ? $"{signed}.{Base64Url.EncodeToString(signature)}"
            : throw new InvalidOperationException($"The signer gave {signature.Length} bytes; a signature of ES256 has {SignatureLength}.");
    }

    public static bool TryVerify(string text, ECDsa key, out byte[] payload)
    {
        payload = [];
        if (key.KeySize != 256 || text.Split('.') is not [var header, var body, var signature])
            return false;
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(header));

            // Extensions that must be understood are not (section 4.1.11).
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("alg", out var algorithm) || algorithm.ValueKind != JsonValueKind.String
                || !algorithm.ValueEquals("ES256") || json.RootElement.TryGetProperty("crit", out _))
                return false;
            var bytes = Base64Url.DecodeFromChars(signature);

            // Written in one way only (section 2): no padding, no space, no bits that say nothing.
            if (bytes.Length != SignatureLength || Base64Url.EncodeToString(bytes) != signature
                || !key.VerifyData(Encoding.UTF8.GetBytes($"{header}.{body}"), bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
                return false;
            payload = Base64Url.DecodeFromChars(body);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return false;
        }
    }
}
