using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Signatures;

/// <summary>A signature of one key.</summary>
internal sealed record DsseSignature(string KeyId, byte[] Signature);

/// <summary>
/// Dead Simple Signing Envelope 1.0.2: signatures over exactly the bytes of the payload and its type, so that nothing has to be brought into a canonical form.
/// </summary>
internal sealed class DsseEnvelope(string payloadType, byte[] payload, ImmutableArray<DsseSignature> signatures)
{
    public const int MostSignatures = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    public string PayloadType { get; } = payloadType;

    public byte[] Payload { get; } = payload;

    public ImmutableArray<DsseSignature> Signatures { get; } = signatures;

    /// <summary>The encoding of type and payload that is signed (DSSE 1.0.2, protocol.md).</summary>
    public byte[] PreAuthenticationEncoding()
    {
        var type = Encoding.UTF8.GetBytes(PayloadType);
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {type.Length} {PayloadType} {Payload.Length} "));
        return [.. head, .. Payload];
    }

    public DsseEnvelope SignedBy(PublisherSigningKey key) =>
        new(PayloadType, Payload, [.. Signatures.Where(each =>
            each.KeyId != key.PublicKey.KeyId), new DsseSignature(key.PublicKey.KeyId, key.Sign(PreAuthenticationEncoding()))]);

    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("payloadType", PayloadType);
            json.WriteBase64String("payload", Payload);
            json.WriteStartArray("signatures");
            foreach (var signature in Signatures)
            {
                json.WriteStartObject();
                json.WriteString("keyid", signature.KeyId);
                json.WriteBase64String("sig", signature.Signature);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static DsseEnvelope Read(ReadOnlyMemory<byte> utf8, string package)
    {
        // What is no printable ASCII could look like the end of a zip file to somebody else.
        if (utf8.Span.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            throw Refuse(package);
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            var root = document.RootElement;
            var signatures = root.GetProperty("signatures");
            if (signatures.GetArrayLength() > MostSignatures)
                throw Refuse(package);
            return new DsseEnvelope(
                root.GetProperty("payloadType").GetString() ?? throw Refuse(package),
                root.GetProperty("payload").GetBytesFromBase64(),
                [.. signatures.EnumerateArray().Select(each =>
                    new DsseSignature(each.GetProperty("keyid").GetString() ?? throw Refuse(package), each.GetProperty("sig").GetBytesFromBase64()))]);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Refuse(package);
        }
    }

    private static PluginPackageException Refuse(string package) =>
        new(PackageFault.Envelope, package, $"has a signature that is not written as DSSE has it, with at most {MostSignatures} signatures.");
}
