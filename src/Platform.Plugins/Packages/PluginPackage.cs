using System.Collections.Immutable;
using Platform.Plugins.Manifests;
using Platform.Plugins.Signatures;

namespace Platform.Plugins.Packages;

/// <summary>A plugin as a file: a zip with <c>plugin.json</c> and the assemblies, and a signature over exactly its bytes in the comment of the zip.</summary>
/// <remarks>
/// <para>Immutable, and safe for use by several threads. Held in memory whole, so that the bytes that were verified are those that are installed.</para>
/// <para>Reading proves nothing about who made it: that is what <see cref="Trust.PluginTrust.Verify"/> is for.</para>
/// </remarks>
public sealed class PluginPackage
{
    /// <summary>How the file is named at its end: <c>.plugin</c>.</summary>
    public const string Extension = ".plugin";

    private readonly ZipDirectory _directory;

    private PluginPackage(ZipDirectory directory, PackageSeal seal, string name, PluginManifest manifest) =>
        (_directory, Seal, Name, Manifest) = (directory, seal, name, manifest);

    /// <summary>What it was called by whoever read it.</summary>
    public string Name { get; }

    /// <summary>What it says about itself.</summary>
    public PluginManifest Manifest { get; }

    /// <summary>SHA-256 of all its bytes but the signature, as <c>sha256:</c> and 64 hexadecimal digits: the same before and after it is signed.</summary>
    public string Digest => Seal.Digest;

    /// <summary>The names of its files.</summary>
    public IEnumerable<string> Files => _directory.Entries.Keys;

    internal PackageSeal Seal { get; }

    internal ReadOnlyMemory<byte> Bytes => Seal.Bytes;

    internal int SignedLength => Seal.SignedLength;

    internal ReadOnlyMemory<byte> Signature => Seal.Signature;

    /// <summary>The keys that the signature names, which nobody has verified.</summary>
    internal ImmutableArray<string> SignerKeyIds =>
        Signature.IsEmpty ? [] : [.. DsseEnvelope.Read(Signature, Name).Signatures.Select(signature => signature.KeyId)];

    /// <summary>Makes a package, unsigned. The same files make the same bytes.</summary>
    /// <param name="files">The files by their names, <c>plugin.json</c> among them.</param>
    /// <param name="limits">What it may cost; the defaults when left out.</param>
    /// <returns>The bytes of the package.</returns>
    /// <exception cref="PluginPackageException">Nobody could install it: a name is unsafe, the manifest cannot be used, the limits are exceeded …</exception>
    /// <exception cref="ArgumentNullException"><paramref name="files"/> is <see langword="null"/>.</exception>
    public static byte[] Create(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, PackageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        const string Name = "the new package";
        foreach (var path in files.Keys.Where(path => !PackagePath.IsValid(path)))
            throw new PluginPackageException(PackageFault.UnsafePath, Name, $"{path} cannot be the name of a file in a package.");
        limits ??= new PackageLimits();
        if (files.Values.Sum(content => (long)content.Length) > limits.MaxUnpackedBytes || files.Count > limits.MaxFiles)
            throw new PluginPackageException(PackageFault.TooLarge, Name, $"has more than {limits.MaxFiles} files or {limits.MaxUnpackedBytes} bytes.");
        var bytes = ZipWriter.Write(files);
        _ = Read(bytes, Name, limits);
        return bytes;
    }

    /// <summary>Reads a package. Its files are unpacked only when they are asked for.</summary>
    /// <param name="bytes">The bytes of the file, which must not change while the package is in use.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="limits">What it may cost; the defaults when left out.</param>
    /// <returns>The package.</returns>
    /// <exception cref="PluginPackageException">It is none, or not made as packages are.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    public static PluginPackage Read(ReadOnlyMemory<byte> bytes, string name, PackageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        limits ??= new PackageLimits();
        return Read(PackageSeal.Read(bytes, name, limits), name, limits);
    }

    internal static PluginPackage Read(PackageSeal seal, string name, PackageLimits limits)
    {
        var directory = ZipDirectory.Read(seal.Bytes, name, limits);
        if (!directory.Entries.TryGetValue(PluginManifest.FileName, out var entry))
            throw new PluginPackageException(PackageFault.Manifest, name, $"has no {PluginManifest.FileName} at its root.");
        if (entry.Length > PluginManifest.MaxBytes)
            throw new PluginPackageException(PackageFault.Manifest, name,
                $"has a {PluginManifest.FileName} of {entry.Length} bytes; at most {PluginManifest.MaxBytes} are allowed.");
        if (!PluginManifest.TryRead(directory.Unpack(entry), PluginManifest.FileName, out var manifest, out var faults))
            throw new PluginPackageException(PackageFault.Manifest, name, string.Join(Environment.NewLine, faults));
        if (!directory.Entries.ContainsKey(manifest.Assembly))
            throw new PluginPackageException(PackageFault.MissingFile, name, $"has no {manifest.Assembly}, which its manifest names as the assembly.");
        return new PluginPackage(directory, seal, name, manifest);
    }

    /// <summary>Unpacks a file.</summary>
    /// <param name="path">Its name.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    /// <exception cref="PluginPackageException">Its bytes are not what the package says.</exception>
    public byte[] ReadFile(string path) =>
        _directory.Entries.TryGetValue(path, out var entry) ? _directory.Unpack(entry) : throw new FileNotFoundException($"{Name} has no file {path}.", path);

    /// <summary>Signs the package, in the place of whatever signature it has.</summary>
    /// <param name="key">The publisher's key.</param>
    /// <param name="signedAt">When it is signed.</param>
    /// <param name="expiresAt">Until when it may be installed; none for ever.</param>
    /// <returns>The bytes of the package with the signature.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is <see langword="null"/>.</exception>
    public byte[] Sign(PublisherSigningKey key, DateTimeOffset signedAt, DateTimeOffset? expiresAt = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var statement = new ReleaseStatement(Manifest.Id, Manifest.Version.ToString(), Digest, SignedLength, signedAt, expiresAt);
        return With(new DsseEnvelope(ReleaseStatement.PayloadType, statement.Write(), []).SignedBy(key));
    }

    /// <summary>
    /// Adds a signature to those that are there, for publishers of whose keys several must sign. It agrees to the time and the end that the first one
    /// named.
    /// </summary>
    /// <param name="key">Another of the publisher's keys.</param>
    /// <returns>The bytes of the package with all signatures.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is <see langword="null"/>.</exception>
    /// <exception cref="PluginPackageException">It is not signed, or what is signed is another package, or there is no room for more.</exception>
    public byte[] AddSignature(PublisherSigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Signature.IsEmpty)
            throw new PluginPackageException(PackageFault.Unsigned, Name, "is not signed: the first key signs with a time.");
        var envelope = DsseEnvelope.Read(Signature, Name);
        if (ReleaseStatement.Read(envelope, Name).Contradiction(this) is { } reason)
            throw new PluginPackageException(PackageFault.OtherPackage, Name, reason);
        return With(envelope.SignedBy(key));
    }

    private byte[] With(DsseEnvelope envelope)
    {
        var comment = envelope.Write();
        if (comment.Length > ZipFormat.LongestComment || envelope.Signatures.Length > DsseEnvelope.MostSignatures)
            throw new PluginPackageException(PackageFault.TooLarge, Name, $"has no room for another signature: at most {DsseEnvelope.MostSignatures} will do.");
        return [.. Bytes.Span[..SignedLength], (byte)comment.Length, (byte)(comment.Length >> 8), .. comment];
    }
}
