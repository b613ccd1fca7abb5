using System.Security.Cryptography;
using System.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Platform.Encryption.Pkcs11;

/// <summary>A root key that is an AES-256 key in a PKCS#11 token. It wraps with <c>CKM_AES_GCM</c> in the token, and is never seen outside.</summary>
/// <remarks>Format: docs/reference/encryption-format.md, "Wrapped by a token". Calls of a token block, so they are made on threads of the pool. Thread-safe. The token stays yours to dispose, afterwards.</remarks>
public sealed class Pkcs11RootKey : IRootKey
{
    private const byte FormatVersion = 0xE1;
    private const byte Kind = 0x12;
    private const int NameOffset = 2;
    private const int NameLength = 32;
    private const int HeaderLength = NameOffset + NameLength;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int SecretLength = 32;
    private const int WrappedLength = HeaderLength + NonceLength + SecretLength + TagLength;
    private const int MostLabelBytes = 200;

    private readonly Pkcs11Token _token;
    private readonly string _current;
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    /// <summary>Makes a root key.</summary>
    /// <param name="token">The token.</param>
    /// <param name="label">The label of the key that wraps; <see cref="Pkcs11Token.CreateKey"/> makes one.</param>
    /// <param name="retired">Labels of former keys, which only unwrap.</param>
    /// <exception cref="ArgumentException">A label is empty, longer than 200 bytes of UTF-8, or given twice.</exception>
    public Pkcs11RootKey(Pkcs11Token token, string label, params IReadOnlyList<string> retired)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(retired);
        (_token, _current) = (token, label);
        foreach (var each in (IEnumerable<string>)[label, .. retired])
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(each, nameof(label));
            if (Encoding.UTF8.GetByteCount(each) > MostLabelBytes)
                throw new ArgumentException($"A label has at most {MostLabelBytes} bytes.", nameof(label));
            if (!_labels.TryAdd(Convert.ToHexString(NameOf(each)), each))
                throw new ArgumentException($"The label {each} is given twice.", nameof(retired));
        }
    }

    /// <summary>"pkcs11:" and the label of the key that wraps.</summary>
    public string CurrentVersion => $"pkcs11:{_current}";

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> WrapAsync(ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (secret.Length != SecretLength)
            throw new ArgumentException($"A key has {SecretLength} bytes, not {secret.Length}.", nameof(secret));
        return await Task.Run(() => Wrap(secret.Span, context.Span), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryUnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> secret, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (wrapped.Length != WrappedLength || wrapped.Span[0] != FormatVersion || wrapped.Span[1] != Kind
            || !_labels.TryGetValue(Convert.ToHexString(wrapped.Span.Slice(NameOffset, NameLength)), out var label))
            return false;

        // Into memory of our own: who has stopped waiting may use theirs for something else.
        var unwrapped = await Task.Run(() => Unwrap(label, wrapped.Span, context.Span), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (unwrapped is null)
            return false;
        unwrapped.CopyTo(secret);
        CryptographicOperations.ZeroMemory(unwrapped);
        return true;
    }

    private static byte[] NameOf(string label) => SHA256.HashData(Encoding.UTF8.GetBytes(label));

    private byte[] Wrap(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> context)
    {
        var wrapped = new byte[WrappedLength];
        (wrapped[0], wrapped[1]) = (FormatVersion, Kind);
        NameOf(_current).CopyTo(wrapped, NameOffset);
        var nonce = wrapped.AsSpan(HeaderLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        Encrypt(_current, nonce.ToArray(), [.. wrapped.AsSpan(0, HeaderLength), .. context], secret).CopyTo(wrapped, HeaderLength + NonceLength);
        return wrapped;
    }

    private byte[]? Unwrap(string label, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
    {
        byte[] additionalData = [.. wrapped[..HeaderLength], .. context];
        try
        {
            var secret = Decrypt(label, wrapped.Slice(HeaderLength, NonceLength).ToArray(), additionalData, wrapped[(HeaderLength + NonceLength)..].ToArray());
            return secret.Length == SecretLength ? secret : null;
        }
        catch (Pkcs11Exception)
        {
            // Modules say many things where a tag is wrong, and some of them also when they are away. One that opens what it wrapped just now is there.
            ThrowIfAway(label);
            return null;
        }
    }

    /// <exception cref="Pkcs11Exception">The token does not answer.</exception>
    private void ThrowIfAway(string label)
    {
        var (nonce, probe) = (RandomNumberGenerator.GetBytes(NonceLength), RandomNumberGenerator.GetBytes(SecretLength));
        if (!Decrypt(label, nonce, [Kind], Encrypt(label, nonce, [Kind], probe)).AsSpan().SequenceEqual(probe))
            throw new CryptographicException($"The key {label} of the token gives wrong answers.");
    }

    private byte[] Encrypt(string label, byte[] nonce, byte[] additionalData, ReadOnlySpan<byte> secret)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(SecretLength, pinned: true);
        secret.CopyTo(bytes);
        try
        {
            return _token.Use(label, (session, key) =>
            {
                using var parameters = ParametersOf(session, nonce, additionalData);
                using var mechanism = session.Factories.MechanismFactory.Create(CKM.CKM_AES_GCM, parameters);
                var encrypted = session.Encrypt(mechanism, key, bytes);
                return encrypted.Length == SecretLength + TagLength ? encrypted : throw new CryptographicException($"The token gave {encrypted.Length} bytes for {SecretLength} and a tag.");
            });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private byte[] Decrypt(string label, byte[] nonce, byte[] additionalData, byte[] encrypted) => _token.Use(label, (session, key) =>
    {
        using var parameters = ParametersOf(session, nonce, additionalData);
        using var mechanism = session.Factories.MechanismFactory.Create(CKM.CKM_AES_GCM, parameters);
        return session.Decrypt(mechanism, key, encrypted);
    });

    private static Net.Pkcs11Interop.HighLevelAPI.MechanismParams.ICkGcmParams ParametersOf(ISession session, byte[] nonce, byte[] additionalData) =>
        session.Factories.MechanismParamsFactory.CreateCkGcmParams(nonce, 8 * NonceLength, additionalData, 8 * TagLength);
}
