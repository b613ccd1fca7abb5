using System.Globalization;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Index;

/// <summary>
/// Reads an index that nobody trusts: what it shows is signed by its keys, not older than what was seen before, and not kept back for
/// longer than it says itself (TUF 1.0.33, section 5).
/// </summary>
/// <remarks>Not safe for use by several threads.</remarks>
/// <param name="files">The files of the index.</param>
/// <param name="memory">What was seen of it before.</param>
/// <param name="time">The clock.</param>
public sealed class PluginIndexReader(IPluginIndexFiles files, PluginIndexMemory memory, TimeProvider time)
{
    /// <summary>Reads the index as it is now, and remembers that it was seen.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What it offers.</returns>
    /// <exception cref="PluginIndexException">It is refused; the fault says why. What was seen before is still known.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async ValueTask<PluginIndex> ReadAsync(CancellationToken cancellationToken = default)
    {
        await FollowRootsAsync(cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        if (memory.Root.ExpiresAt <= now)
            throw Expired("The keys of the index", memory.Root.ExpiresAt);
        var bytes = await RequireAsync(IndexStatement.File, IndexLimits.SignedBytes, cancellationToken).ConfigureAwait(false);
        var envelope = IndexFormat.ReadEnvelope(bytes, IndexStatement.File);
        if (!memory.Root.Index.HasSigned(envelope))
            throw new PluginIndexException(IndexFault.TooFewSignatures, $"{IndexStatement.File} is not signed by the keys of the index.");
        var statement = IndexFormat.ReadStatement(envelope);
        RequireProgress(statement);
        if (statement.ExpiresAt <= now)
            throw Expired("The index", statement.ExpiresAt);
        var catalogue = IndexStatement.CatalogueFileOf(statement.CatalogueDigest);
        var content = await ReadExactlyAsync(
            catalogue, statement.CatalogueDigest, statement.CatalogueSize, IndexLimits.CatalogueBytes, cancellationToken)
            .ConfigureAwait(false);
        var plugins = CatalogueFormat.Read(content, catalogue);
        memory.Remember(statement);
        return new PluginIndex(memory.Root, statement, plugins, bytes, content);
    }

    /// <summary>
    /// Fetches a package. Who released it is for the store's trust to verify, and for the caller that its manifest has the id and version
    /// that were asked for: whoever signs the index may name another package of the same publisher.
    /// </summary>
    /// <param name="release">The release, of what this reader has read.</param>
    /// <param name="limits">What a package may cost; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The bytes that the index names.</returns>
    /// <exception cref="PluginIndexException">They are others, or not there.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="release"/> is <see langword="null"/>.</exception>
    public async ValueTask<byte[]> DownloadAsync(
        IndexedRelease release, PackageLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(release);
        return await ReadExactlyAsync(release.Path, release.File, release.Size, (limits ?? new PackageLimits()).MaxBytes, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Follows the keys, each signed by those before, one after the other (TUF, 5.3).</summary>
    private async ValueTask FollowRootsAsync(CancellationToken cancellationToken)
    {
        for (var followed = 0; followed < IndexLimits.RootsAtOnce; followed++)
        {
            var file = IndexRoot.FileOf(memory.Root.Version + 1);
            if (await files.ReadAsync(file, IndexLimits.SignedBytes, cancellationToken).ConfigureAwait(false) is not { } bytes)
                return;
            var envelope = IndexFormat.ReadEnvelope(bytes, file);
            if (!memory.Root.Root.HasSigned(envelope))
                throw new PluginIndexException(IndexFault.TooFewSignatures, $"{file} is not signed by the keys before it.");
            var root = IndexFormat.ReadRoot(envelope, file);
            if (!root.Root.HasSigned(envelope))
                throw new PluginIndexException(IndexFault.TooFewSignatures, $"{file} is not signed by its own keys.");
            if (root.Version != memory.Root.Version + 1)
                throw new PluginIndexException(IndexFault.Rollback, $"{file} has another number inside.");
            memory.Remember(root, bytes);
        }
        throw new PluginIndexException(IndexFault.Malformed, "The keys of the index were changed more often than anybody follows at once.");
    }

    private void RequireProgress(IndexStatement statement)
    {
        if (statement.Version < memory.SeenVersion)
        {
            throw new PluginIndexException(IndexFault.Rollback, string.Create(
                CultureInfo.InvariantCulture, $"The index shows state {statement.Version}, and {memory.SeenVersion} was seen before."));
        }
        if (statement.Version == memory.SeenVersion && statement.CatalogueDigest != memory.SeenDigest)
        {
            throw new PluginIndexException(IndexFault.Rollback, string.Create(
                CultureInfo.InvariantCulture, $"The index shows another state {statement.Version} than was seen before."));
        }
    }

    private async ValueTask<byte[]> ReadExactlyAsync(
        string path, string digest, long size, long mostBytes, CancellationToken cancellationToken)
    {
        if (size > mostBytes)
            throw IndexLimits.TooLarge(path, mostBytes);
        var bytes = await RequireAsync(path, size, cancellationToken).ConfigureAwait(false);
        return bytes.Length == size && PackageDigest.Of(bytes) == digest ? bytes
            : throw new PluginIndexException(IndexFault.OtherBytes, $"{path} of the index has other bytes than those that were signed.");
    }

    private async ValueTask<byte[]> RequireAsync(string path, long mostBytes, CancellationToken cancellationToken) =>
        await files.ReadAsync(path, mostBytes, cancellationToken).ConfigureAwait(false)
            ?? throw new PluginIndexException(IndexFault.Missing, $"The index has no file {path}.");

    private static PluginIndexException Expired(string what, DateTimeOffset at) => new(IndexFault.Expired, string.Create(
        CultureInfo.InvariantCulture, $"{what} could be believed until {at:u}: somebody keeps newer ones back, or has not renewed them."));
}
