using System.Collections.Immutable;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Trust;

/// <summary>Whose plugins may be installed: publishers with their keys, and what is revoked. Immutable, and safe for use by several threads.</summary>
public sealed class PluginTrust
{
    /// <summary>Clocks of two machines differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly ImmutableDictionary<string, KeyRing> _publishers;
    private readonly ImmutableHashSet<string> _revoked;

    private PluginTrust(ImmutableDictionary<string, KeyRing> publishers, ImmutableHashSet<string> revoked) => (_publishers, _revoked) = (publishers, revoked);

    /// <summary>Trust in nobody: where a policy begins.</summary>
    public static PluginTrust Nobody { get; } = new(ImmutableDictionary.Create<string, KeyRing>(StringComparer.Ordinal), ImmutableHashSet.Create<string>(StringComparer.Ordinal));

    /// <summary>Trusts a publisher: plugins whose id begins with the name and a full stop, signed by as many of the keys as are asked for.</summary>
    /// <param name="publisher">The name, as <c>acme</c>.</param>
    /// <param name="threshold">How many different keys must have signed, 1 to the number of keys.</param>
    /// <param name="keys">The keys.</param>
    /// <returns>This policy with that publisher.</returns>
    /// <exception cref="ArgumentException">The name is none or trusted already, or the threshold cannot be met.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public PluginTrust Trust(string publisher, int threshold, params IEnumerable<PublisherKey> keys)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        ArgumentNullException.ThrowIfNull(keys);
        if (PluginId.Check(publisher + ".x") is not null || publisher.Contains('.', StringComparison.Ordinal))
            throw new ArgumentException($"\"{publisher}\" is no publisher: write what stands before the first full stop of its plugins' ids, as acme.", nameof(publisher));
        var ring = KeyRing.Create(publisher, threshold, keys);
        return _publishers.ContainsKey(publisher)
            ? throw new ArgumentException($"{publisher} is trusted already: name all of its keys at once.", nameof(publisher))
            : new PluginTrust(_publishers.Add(publisher, ring), _revoked);
    }

    /// <summary>Trusts a publisher by one key.</summary>
    /// <param name="publisher">The name, as <c>acme</c>.</param>
    /// <param name="key">The key.</param>
    /// <returns>This policy with that publisher.</returns>
    /// <exception cref="ArgumentException">The name is none or trusted already.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public PluginTrust Trust(string publisher, PublisherKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Trust(publisher, 1, key);
    }

    /// <summary>Takes trust away from a package or from a key.</summary>
    /// <param name="digestOrKeyId">The digest of the package or the id of the key: <c>sha256:</c> and 64 hexadecimal digits.</param>
    /// <returns>This policy without it.</returns>
    /// <exception cref="ArgumentException">It is neither.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="digestOrKeyId"/> is <see langword="null"/>.</exception>
    public PluginTrust Revoke(string digestOrKeyId)
    {
        ArgumentNullException.ThrowIfNull(digestOrKeyId);
        return PackageDigest.IsValid(digestOrKeyId)
            ? new PluginTrust(_publishers, _revoked.Add(digestOrKeyId))
            : throw new ArgumentException($"\"{digestOrKeyId}\" is neither the digest of a package nor the id of a key: write sha256: and 64 small hexadecimal digits.", nameof(digestOrKeyId));
    }

    /// <summary>Reads a policy that was written down: what <c>platform-plugin trust</c> and <c>revoke</c> keep in a file.</summary>
    /// <param name="json">The policy, as <see cref="ToJson"/> writes it.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="FormatException">It is none, or has members that nobody knows, or one of its two is missing.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is <see langword="null"/>.</exception>
    public static PluginTrust FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return TrustPolicyFormat.Read(json);
    }

    /// <summary>Writes the policy down. It holds public keys alone; whoever can change what is written decides what is trusted.</summary>
    /// <returns>The policy as JSON, the same text for the same policy.</returns>
    public string ToJson() =>
        TrustPolicyFormat.Write(_publishers, _revoked);

    /// <summary>Verifies that a trusted publisher released exactly these bytes as that version of that plugin, and may still do so.</summary>
    /// <param name="package">The package.</param>
    /// <param name="now">The time.</param>
    /// <returns>Who signed, and when.</returns>
    /// <exception cref="PluginPackageException">It is not to be trusted; the fault says why.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="package"/> is <see langword="null"/>.</exception>
    public VerifiedRelease Verify(PluginPackage package, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(package);
        return Authenticate(package.Seal, package.Name, package.Manifest.Publisher, now, _ => package);
    }

    /// <summary>Verifies who released a package, and only then reads what is in it. What strangers send costs a hash and a look at the signature.</summary>
    /// <param name="package">The bytes of the package, which must not change while the release is in use.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="now">The time.</param>
    /// <param name="limits">What it may cost; the defaults when left out.</param>
    /// <returns>Who signed, when, and the package.</returns>
    /// <exception cref="PluginPackageException">It is not to be trusted, or not made as packages are; the fault says why.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    public VerifiedRelease Read(ReadOnlyMemory<byte> package, string name, DateTimeOffset now, PackageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        limits ??= new PackageLimits();
        return Authenticate(PackageSeal.Read(package, name, limits), name, publisherName: null, now, seal => PluginPackage.Read(seal, name, limits));
    }

    /// <summary>Verifies again what was installed once. Until when it could be installed does not count any more.</summary>
    internal VerifiedRelease ReadInstalled(PackageSeal seal, string name, PackageLimits limits) =>
        Authenticate(seal, name, publisherName: null, now: null, read => PluginPackage.Read(read, name, limits));

    /// <summary>Whether what was installed once is still trusted, by those of its keys that are trusted today.</summary>
    internal bool Vouches(string publisherName, string digest, ImmutableArray<string> keyIds) =>
        !_revoked.Contains(digest) && _publishers.TryGetValue(publisherName, out var publisher)
        && keyIds.Count(key => publisher.Keys.ContainsKey(key) && !_revoked.Contains(key)) >= publisher.Threshold;

    /// <summary>
    /// Whether a version that was installed once keeps older ones out. One that was signed with a stolen key does not, once that is revoked; one whose
    /// keys were merely exchanged for others does.
    /// </summary>
    internal bool KeepsOlderOut(string publisherName, string digest, ImmutableArray<string> keyIds)
    {
        var asked = _publishers.TryGetValue(publisherName, out var publisher) ? Math.Min(publisher.Threshold, keyIds.Length) : 1;
        return !_revoked.Contains(digest) && keyIds.Count(key => !_revoked.Contains(key)) >= asked;
    }

    private VerifiedRelease Authenticate(
        PackageSeal seal, string name, string? publisherName, DateTimeOffset? now, Func<PackageSeal, PluginPackage> open)
    {
        if (_revoked.Contains(seal.Digest))
            throw Refuse(name, PackageFault.Revoked, $"is revoked: {seal.Digest}.");
        if (seal.Signature.IsEmpty)
            throw Refuse(name, PackageFault.Unsigned, "is not signed.");
        var envelope = DsseEnvelope.Read(seal.Signature, name);
        publisherName ??= ReleaseStatement.Read(envelope, name).PublisherOf(name);
        if (!_publishers.TryGetValue(publisherName, out var publisher))
            throw Refuse(name, PackageFault.UnknownPublisher,
                $"is of {publisherName}, whom nobody trusts here: add the publisher with a key that you have from elsewhere.");
        var signers = publisher.SignersOf(envelope);
        var valid = signers.Where(key => !_revoked.Contains(key)).ToImmutableArray();
        if (valid.Length < publisher.Threshold)
        {
            throw signers.Length >= publisher.Threshold
                ? Refuse(name, PackageFault.Revoked, $"is signed by keys of {publisherName} that are revoked.")
                : Refuse(name, PackageFault.TooFewSignatures, $"is signed by {signers.Length} keys of {publisherName}; {publisher.Threshold} are needed.");
        }
        var statement = ReleaseStatement.Read(envelope, name);
        if (statement.Contradiction(seal) is { } other)
            throw Refuse(name, PackageFault.OtherPackage, other);
        var package = open(seal);
        if (statement.Contradiction(package) is { } reason)
            throw Refuse(name, PackageFault.OtherPackage, reason);
        if (statement.SignedAt > now + Skew)
            throw Refuse(name, PackageFault.NotYetValid, $"was signed on {statement.SignedAt:u}, which is still to come: one of the clocks is wrong.");
        if (statement.ExpiresAt <= now)
            throw Refuse(name, PackageFault.Expired, $"could be installed until {statement.ExpiresAt:u}: ask the publisher for a newer one.");
        return new VerifiedRelease(package, statement.SignedAt, valid);
    }

    private static PluginPackageException Refuse(string package, PackageFault fault, string reason) => new(fault, package, reason);
}
