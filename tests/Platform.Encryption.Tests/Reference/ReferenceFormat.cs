using System.Buffers.Binary;
using System.Text;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Platform.Encryption.Tests.Reference;

/// <summary>
/// A second implementation of docs/reference/encryption-format.md, written from the text with other primitives (Bouncy Castle), slowly and
/// plainly. Where it and the package disagree, one of them does not do what is written.
/// </summary>
internal static class ReferenceFormat
{
    public static byte[] KeyIdOf(byte[] key) => Expand(key, "Platform.Encryption/1 key id"u8, 32);

    public static byte[] Address(string tenant, string table, string column) => [.. Prefixed(tenant), .. Prefixed(table), .. Prefixed(column)];

    public static byte[] Address(string tenant, string table, string column, byte[] row) => [.. Address(tenant, table, column), .. Prefixed(row)];

    public static byte[] SealField(byte[] key, byte[] nonce, byte[] address, byte[] plaintext, int? paddedLength = null)
    {
        byte[] header = [0xE1, paddedLength is null ? (byte)0x01 : (byte)0x41, .. KeyIdOf(key)];
        var text = paddedLength is { } length ? Pad(plaintext, length) : plaintext;
        var fieldKey = Expand(key, "Platform.Encryption/1 XAES-256-GCM"u8, 32);
        return [.. header, .. nonce, .. Gcm(true, XaesKey(fieldKey, nonce[..12]), nonce[12..], text, [.. header, .. address])];
    }

    /// <exception cref="InvalidCipherTextException">It does not open.</exception>
    public static byte[] OpenField(byte[] key, byte[] address, byte[] value)
    {
        Assert.Equal(0xE1, value[0]);
        Assert.Equal(KeyIdOf(key), value[2..34]);
        var fieldKey = Expand(key, "Platform.Encryption/1 XAES-256-GCM"u8, 32);
        var text = Gcm(false, XaesKey(fieldKey, value[34..46]), value[46..58], value[58..], [.. value[..34], .. address]);
        return value[1] == 0x41 ? Unpad(text) : text;
    }

    public static byte[] SealDeterministically(byte[] key, byte[] columnAddress, byte[] plaintext)
    {
        byte[] header = [0xE1, 0x02, .. KeyIdOf(key)];
        var derived = Expand(key, "Platform.Encryption/1 AES-SIV"u8, 64);
        var iv = ToVector(derived[..32], [header, columnAddress], plaintext);
        var counter = (byte[])iv.Clone();
        counter[8] &= 0x7F;
        counter[12] &= 0x7F;
        var cipher = new BufferedBlockCipher(new SicBlockCipher(AesUtilities.CreateEngine()));
        cipher.Init(true, new ParametersWithIV(new KeyParameter(derived[32..]), counter));
        return [.. header, .. iv, .. plaintext.Length == 0 ? [] : cipher.DoFinal(plaintext)];
    }

    public static byte[] SealStream(byte[] key, byte[] salt, byte[] address, byte[] plaintext)
    {
        byte[] header = [0xE1, 0x03, .. KeyIdOf(key), .. salt];
        var streamKey = Expand(key, "Platform.Encryption/1 stream"u8, 32);
        var chunkKey = Expand(streamKey, [.. "Platform.Encryption/1 chunks"u8, .. header, .. address], 32);
        var chunks = plaintext.Length == 0 ? [[]] : plaintext.Chunk(65_536).ToArray();
        return [.. header, .. chunks.SelectMany((chunk, i) => Gcm(true, chunkKey, [0, 0, 0, .. BigEndian(i), (byte)(i == chunks.Length - 1 ? 1 : 0)], chunk, []))];
    }

    public static byte[] WrappingContext(byte kind, string tenant, string purpose, string subject, int version, byte[] id) =>
        [.. "Platform.Encryption/1 wrapped key"u8, kind, .. Prefixed(tenant), .. Prefixed(purpose), .. Prefixed(subject), .. BigEndian(version)[4..], .. id];

    public static byte[] WrapKey(byte[] key, byte[] nonce, byte[] context, byte[] secret)
    {
        byte[] header = [0xE1, 0x12, .. KeyIdOf(key)];
        var wrappingKey = Expand(key, "Platform.Encryption/1 key wrapping"u8, 32);
        return [.. header, .. nonce, .. Gcm(true, XaesKey(wrappingKey, nonce[..12]), nonce[12..], secret, [.. header, .. context])];
    }

    /// <exception cref="InvalidCipherTextException">It does not unwrap.</exception>
    public static byte[] UnwrapKey(byte[] key, byte[] context, byte[] wrapped)
    {
        Assert.Equal(106, wrapped.Length);
        byte[] header = [0xE1, 0x12, .. KeyIdOf(key)];
        Assert.Equal(header, wrapped[..34]);
        var wrappingKey = Expand(key, "Platform.Encryption/1 key wrapping"u8, 32);
        return Gcm(false, XaesKey(wrappingKey, wrapped[34..46]), wrapped[46..58], wrapped[58..], [.. header, .. context]);
    }

    public static byte[] IndexValue(byte[] key, byte kind, int length, string normalizer, byte[] columnAddress, int bits, string piece)
    {
        byte[] info = [.. "Platform.Encryption/1 blind index"u8, kind, (byte)(length >> 8), (byte)length, .. Prefixed(normalizer), .. columnAddress];
        var kept = Cmac(Expand(key, info, 32), Encoding.UTF8.GetBytes(piece))[..((bits + 7) / 8)];
        for (var bit = bits; bit < 8 * kept.Length; bit++)
            kept[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return [.. KeyIdOf(key)[..4], .. kept];
    }

    private static byte[] XaesKey(byte[] key, byte[] prefix)
    {
        var aes = AesUtilities.CreateEngine();
        aes.Init(true, new KeyParameter(key));
        var mac = new CMac(AesUtilities.CreateEngine(), 128);
        var derived = new List<byte>();
        foreach (var counter in (byte[])[1, 2])
        {
            mac.Init(new KeyParameter(key));
            byte[] message = [0, counter, 0x58, 0, .. prefix];
            mac.BlockUpdate(message, 0, message.Length);
            var block = new byte[16];
            mac.DoFinal(block, 0);
            derived.AddRange(block);
        }
        return [.. derived];
    }

    private static byte[] ToVector(byte[] key, byte[][] components, byte[] plaintext)
    {
        var state = Cmac(key, new byte[16]);
        foreach (var component in components)
            state = Xor(Double(state), Cmac(key, component));
        if (plaintext.Length >= 16)
            return Cmac(key, [.. plaintext[..^16], .. Xor(plaintext[^16..], state)]);
        byte[] padded = [.. plaintext, 0x80, .. new byte[15 - plaintext.Length]];
        return Cmac(key, Xor(Double(state), padded));
    }

    private static byte[] Double(byte[] block)
    {
        var doubled = new byte[16];
        for (var i = 0; i < 16; i++)
            doubled[i] = (byte)((block[i] << 1) | (i < 15 ? block[i + 1] >> 7 : 0));
        if ((block[0] & 0x80) != 0)
            doubled[15] ^= 0x87;
        return doubled;
    }

    private static byte[] Cmac(byte[] key, byte[] message)
    {
        var mac = new CMac(AesUtilities.CreateEngine(), 128);
        mac.Init(new KeyParameter(key));
        mac.BlockUpdate(message, 0, message.Length);
        var block = new byte[16];
        mac.DoFinal(block, 0);
        return block;
    }

    private static byte[] Gcm(bool encrypt, byte[] key, byte[] nonce, byte[] input, byte[] additionalData)
    {
        var cipher = new GcmBlockCipher(AesUtilities.CreateEngine());
        cipher.Init(encrypt, new AeadParameters(new KeyParameter(key), 128, nonce, additionalData));
        var output = new byte[cipher.GetOutputSize(input.Length)];
        var written = cipher.ProcessBytes(input, 0, input.Length, output, 0);
        cipher.DoFinal(output, written);
        return output;
    }

    private static byte[] Expand(byte[] key, ReadOnlySpan<byte> info, int length)
    {
        var generator = new HkdfBytesGenerator(new Sha256Digest());
        generator.Init(HkdfParameters.SkipExtractParameters(key, info.ToArray()));
        var output = new byte[length];
        generator.GenerateBytes(output, 0, length);
        return output;
    }

    private static byte[] Pad(byte[] text, int length) => [.. text, 0x80, .. new byte[length - text.Length - 1]];

    private static byte[] Unpad(byte[] padded) => padded[..Array.FindLastIndex(padded, each => each != 0)];

    private static byte[] Prefixed(string name) => Prefixed(Encoding.UTF8.GetBytes(name));

    private static byte[] Prefixed(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];

    private static byte[] BigEndian(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Xor(byte[] left, byte[] right) => [.. left.Zip(right, (a, b) => (byte)(a ^ b))];
}
