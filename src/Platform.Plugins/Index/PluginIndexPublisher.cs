using System.Collections.Immutable;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Index;

/// <summary>
/// Makes an index: a folder of files, which any web server shows. The order of writing leaves it whole at every moment: packages,
/// catalogue, and at last the statement that names them.
/// </summary>
/// <remarks>One process at a time; not safe for use by several threads.</remarks>
/// <param name="folder">The folder.</param>
/// <param name="time">The clock.</param>
public sealed class PluginIndexPublisher(string folder, TimeProvider time)
{
    private readonly IndexFolder _folder = new(folder);

    /// <summary>Begins an index that offers nothing yet. Readers begin with <c>root/1.json</c>, and get it by another way.</summary>
    /// <param name="root">The keys that sign the keys, which are kept offline.</param>
    /// <param name="index">The keys that sign what the index offers.</param>
    /// <param name="keysLifetime">How long these keys hold.</param>
    /// <param name="lifetime">How long a state can be believed: the longest that newer ones can be kept back.</param>
    /// <param name="signers">As many of both as have to sign.</param>
    /// <exception cref="InvalidOperationException">There is an index already.</exception>
    /// <exception cref="ArgumentException">Too few of the keys sign.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public void Begin(
        PluginIndexKeys root, PluginIndexKeys index, TimeSpan keysLifetime, TimeSpan lifetime,
        params IEnumerable<PublisherSigningKey> signers)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(signers);
        if (_folder.Read(IndexRoot.FileOf(1)) is not null)
            throw new InvalidOperationException("There is an index already: change its keys, or begin another elsewhere.");
        PublisherSigningKey[] keys = [.. signers];
        var first = new IndexRoot(1, time.GetUtcNow() + keysLifetime, root.Ring, index.Ring);
        var bytes = Sign(IndexFormat.RootType, IndexFormat.Write(first), keys, first.Root);
        var files = State(first, 1, [], lifetime, keys);
        _folder.Write(IndexRoot.FileOf(1), bytes);
        Write(files);
    }

    /// <summary>Offers packages. Those that are there stay.</summary>
    /// <param name="packages">The packages, signed by their publishers.</param>
    /// <param name="trust">Whose packages the index takes.</param>
    /// <param name="lifetime">How long this state can be believed.</param>
    /// <param name="signers">As many of the keys of the index as have to sign.</param>
    /// <exception cref="PluginPackageException">A package is refused: not trusted, or other bytes of a version that is there.</exception>
    /// <exception cref="PluginIndexException">The folder has no index, or not the one that was signed.</exception>
    /// <exception cref="ArgumentException">Too few of the keys sign.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public void Publish(
        IEnumerable<ReadOnlyMemory<byte>> packages, PluginTrust trust, TimeSpan lifetime, params IEnumerable<PublisherSigningKey> signers)
    {
        ArgumentNullException.ThrowIfNull(packages);
        ArgumentNullException.ThrowIfNull(trust);
        ArgumentNullException.ThrowIfNull(signers);
        var (root, statement, plugins) = ReadState();
        var offered = plugins.ToDictionary(plugin => plugin.Id, StringComparer.Ordinal);
        var added = new List<(IndexedRelease Release, ReadOnlyMemory<byte> Bytes)>();
        foreach (var bytes in packages)
        {
            var package = trust.Read(bytes, "a package for the index", time.GetUtcNow()).Package;
            var manifest = package.Manifest;
            var release = new IndexedRelease(
                manifest.Version, package.Digest, PackageDigest.Of(bytes.Span), bytes.Length,
                manifest.Contracts.ToImmutableSortedDictionary(StringComparer.Ordinal), [.. manifest.Capabilities]);
            var releases = offered.TryGetValue(manifest.Id, out var there) ? there.Releases : [];
            if (releases.FirstOrDefault(each => each.Version == manifest.Version) is { } same && same.Digest != package.Digest)
            {
                throw new PluginPackageException(
                    PackageFault.VersionReused, manifest.Id,
                    $"has other bytes than the {manifest.Version} that is offered: a version is released once.");
            }
            ImmutableArray<IndexedRelease> all =
                [.. releases.Where(each => each.Version != manifest.Version).Append(release).OrderByDescending(each => each.Version)];
            // What people read is that of the newest.
            offered[manifest.Id] = there is not null && all[0] != release ? there with { Releases = all }
                : new IndexedPlugin(manifest.Id, manifest.DisplayName, manifest.Description, all);
            added.Add((release, bytes));
        }
        var files = State(root, statement.Version + 1, [.. offered.Values], lifetime, [.. signers]);
        foreach (var (release, bytes) in added)
            _folder.Write(release.Path, bytes.Span);
        Write(files);
    }

    /// <summary>Says anew that there is nothing newer. Without it readers refuse the index when its state has expired.</summary>
    /// <param name="lifetime">How long this state can be believed.</param>
    /// <param name="signers">As many of the keys of the index as have to sign.</param>
    /// <exception cref="PluginIndexException">The folder has no index, or not the one that was signed.</exception>
    /// <exception cref="ArgumentException">Too few of the keys sign.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="signers"/> is <see langword="null"/>.</exception>
    public void Renew(TimeSpan lifetime, params IEnumerable<PublisherSigningKey> signers)
    {
        ArgumentNullException.ThrowIfNull(signers);
        var (root, statement, plugins) = ReadState();
        Write(State(root, statement.Version + 1, plugins, lifetime, [.. signers]));
    }

    /// <summary>Exchanges keys, because they expire or somebody else has them. What the index offers is signed anew.</summary>
    /// <param name="root">The keys that sign the keys from now on.</param>
    /// <param name="index">The keys that sign what the index offers from now on.</param>
    /// <param name="keysLifetime">How long these keys hold.</param>
    /// <param name="lifetime">How long the state can be believed.</param>
    /// <param name="signers">As many of the root's keys until now and from now on, and of the index's from now on, as must sign.</param>
    /// <exception cref="PluginIndexException">The folder has no index, or not the one that was signed.</exception>
    /// <exception cref="ArgumentException">Too few of the keys sign.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public void ChangeKeys(
        PluginIndexKeys root, PluginIndexKeys index, TimeSpan keysLifetime, TimeSpan lifetime,
        params IEnumerable<PublisherSigningKey> signers)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(signers);
        PublisherSigningKey[] keys = [.. signers];
        var (before, statement, plugins) = ReadState();
        var next = new IndexRoot(before.Version + 1, time.GetUtcNow() + keysLifetime, root.Ring, index.Ring);
        var bytes = Sign(IndexFormat.RootType, IndexFormat.Write(next), keys, before.Root, next.Root);
        var files = State(next, statement.Version + 1, plugins, lifetime, keys);
        // Between the two a reader has the new keys and a statement of the old ones, and refuses it until the second is there.
        _folder.Write(IndexRoot.FileOf(next.Version), bytes);
        Write(files);
    }

    private (IndexRoot Root, IndexStatement Statement, ImmutableArray<IndexedPlugin> Plugins) ReadState()
    {
        var version = 1L;
        while (_folder.Read(IndexRoot.FileOf(version + 1)) is not null)
            version++;
        var file = IndexRoot.FileOf(version);
        var root = IndexFormat.ReadRoot(IndexFormat.ReadEnvelope(Require(file), file), file);
        var envelope = IndexFormat.ReadEnvelope(Require(IndexStatement.File), IndexStatement.File);
        if (!root.Index.HasSigned(envelope))
        {
            throw new PluginIndexException(
                IndexFault.TooFewSignatures, $"{IndexStatement.File} in the folder is not signed by the keys of the index.");
        }
        var statement = IndexFormat.ReadStatement(envelope);
        var path = IndexStatement.CatalogueFileOf(statement.CatalogueDigest);
        var catalogue = Require(path);
        return PackageDigest.Of(catalogue) == statement.CatalogueDigest ? (root, statement, CatalogueFormat.Read(catalogue, path))
            : throw new PluginIndexException(IndexFault.OtherBytes, $"{path} in the folder is not the one that was signed.");
    }

    private byte[] Require(string path) =>
        _folder.Read(path) ?? throw new PluginIndexException(IndexFault.Missing, $"There is no index in the folder: it has no {path}.");

    private (string Path, byte[] Bytes)[] State(
        IndexRoot root, long version, ImmutableArray<IndexedPlugin> plugins, TimeSpan lifetime, PublisherSigningKey[] signers)
    {
        var catalogue = CatalogueFormat.Write(plugins);
        var statement = new IndexStatement(version, time.GetUtcNow() + lifetime, PackageDigest.Of(catalogue), catalogue.Length);
        return
        [
            (IndexStatement.CatalogueFileOf(statement.CatalogueDigest), catalogue),
            (IndexStatement.File, Sign(IndexFormat.StatementType, IndexFormat.Write(statement), signers, root.Index)),
        ];
    }

    private void Write((string Path, byte[] Bytes)[] files)
    {
        foreach (var (path, bytes) in files)
            _folder.Write(path, bytes);
    }

    private static byte[] Sign(string type, byte[] payload, PublisherSigningKey[] signers, params ReadOnlySpan<KeyRing> rings)
    {
        var envelope = new DsseEnvelope(type, payload, []);
        foreach (var signer in signers)
        {
            foreach (var ring in rings)
            {
                if (ring.Keys.ContainsKey(signer.PublicKey.KeyId))
                    envelope = envelope.SignedBy(signer);
            }
        }
        foreach (var ring in rings)
        {
            if (!ring.HasSigned(envelope))
                throw new ArgumentException($"{ring.Threshold} of the keys must sign.", nameof(signers));
        }
        return envelope.Write();
    }
}
