using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Audit.Text;

namespace Platform.Audit.Notes;

/// <summary>
/// A public key with its name, as people hand it to each other: <c>name+id+base64</c>, where the id is eight hexadecimal digits and the Base64 holds
/// the type of the signature and the key.
/// </summary>
public sealed class VerifierKey : IEquatable<VerifierKey>
{
    private const int IdDigits = 8;
    private const int MaxKeyLength = 8 * 1024;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly byte[] _name;
    private readonly byte[] _publicKey;

    /// <summary>Names a public key.</summary>
    /// <param name="name">The name: best a URL without a scheme, such as <c>audit.example.com/prod</c>.</param>
    /// <param name="signatureType">How the key signs (<see cref="NoteSignatureType"/>).</param>
    /// <param name="publicKey">The key, encoded as its type asks.</param>
    /// <exception cref="ArgumentException">The name is empty or has spaces, control characters or a plus; or the key is empty or has more than 8 KiB.</exception>
    public VerifierKey(string name, byte signatureType, ReadOnlySpan<byte> publicKey)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = StrictUtf8.GetBytes(name);
        if (!NoteKeyName.IsValid(_name))
            throw new ArgumentException("The name of a key is not empty, and has no spaces, control characters and no plus.", nameof(name));
        if (publicKey.Length is 0 or > MaxKeyLength)
            throw new ArgumentException($"A public key has from 1 to {MaxKeyLength} bytes.", nameof(publicKey));
        Name = name;
        SignatureType = signatureType;
        _publicKey = publicKey.ToArray();
        Id = ComputeId(_name, signatureType, publicKey);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The id, which together with the name says which key has signed. It is a hash of the key, too short to prove anything.</summary>
    public uint Id { get; }

    /// <summary>How the key signs.</summary>
    public byte SignatureType { get; }

    /// <summary>The key, encoded as its type asks.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>The name in UTF-8.</summary>
    internal ReadOnlySpan<byte> NameUtf8 => _name;

    private static UTF8Encoding StrictUtf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a key that <see cref="ToString"/> wrote, or another program.</summary>
    /// <param name="text">The key.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static VerifierKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var key)
            ? key
            : throw new FormatException("This is no verifier key: name+id+base64, with the id that belongs to the name and the key.");
    }

    /// <summary>Reads a key. Its id has to be the one that is computed from the name and the key.</summary>
    /// <param name="text">The key.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        var nameLength = text.IndexOf('+');
        var rest = text[(nameLength + 1)..];
        if (nameLength < 1 || rest.Length < IdDigits + 2 || rest[IdDigits] != '+' || rest[..IdDigits].ContainsAnyExcept(LowerHex))
            return false;
        var encoded = rest[(IdDigits + 1)..];
        if (encoded.Length > CanonicalBase64.EncodedLength(1 + MaxKeyLength))
            return false;
        var ascii = new byte[encoded.Length];
        var bytes = new byte[encoded.Length];
        if (Ascii.FromUtf16(encoded, ascii, out _) != OperationStatus.Done
            || !CanonicalBase64.TryDecode(ascii, bytes, out var length) || length < 2)
        {
            return false;
        }
        try
        {
            key = new VerifierKey(text[..nameLength].ToString(), bytes[0], bytes.AsSpan(1, length - 1));
        }
        catch (ArgumentException)
        {
            return false;
        }
        if (key.Id == uint.Parse(rest[..IdDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            return true;
        key = null;
        return false;
    }

    /// <inheritdoc />
    public bool Equals(VerifierKey? other) =>
        other is not null && Name == other.Name && SignatureType == other.SignatureType && _publicKey.AsSpan().SequenceEqual(other._publicKey);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as VerifierKey);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Id);

    /// <summary>The key as text.</summary>
    /// <returns><c>name+id+base64</c>.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([SignatureType, .. _publicKey])}");

    private static uint ComputeId(byte[] name, byte signatureType, ReadOnlySpan<byte> publicKey)
    {
        // ECDSA is the exception: its id is the hash of the key alone, in SubjectPublicKeyInfo.
        var hash = signatureType == NoteSignatureType.Ecdsa ? SHA256.HashData(publicKey) : SHA256.HashData([.. name, (byte)'\n', signatureType, .. publicKey]);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }
}
