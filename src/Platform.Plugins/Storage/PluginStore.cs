using System.Collections.Immutable;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Trust;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Storage;

/// <summary>
/// A folder of installed plugins. After a crash or a power cut at any moment it holds what it held before a change, or after it, and nothing between.
/// </summary>
/// <remarks>
/// <para>
/// Safe for use by several threads; one process at a time changes a store, others may read it, and see what it changed after <see cref="Refresh"/>.
/// </para>
/// <para>
/// <c>packages/</c> holds the files of each package by its digest, <c>catalogue.json</c> says which are active, and is the one thing that a change replaces.
/// <c>staging/</c> holds what is being installed, and nothing that anybody reads.
/// </para>
/// </remarks>
public sealed class PluginStore
{
    private const string Packages = "packages";
    private const string Staging = "staging";
    private const string NewCatalogue = StoreStateFormat.FileName + ".new";

    private readonly IStoreFiles _files;
    private readonly PluginTrust _trust;
    private readonly TimeProvider _time;
    private readonly PackageLimits _limits;
    private readonly PluginVerifier? _verifier;
    private readonly Lock _lock = new();
    private volatile StoreState _state;

    internal PluginStore(IStoreFiles files, PluginTrust trust, TimeProvider time, PackageLimits limits, PluginVerifier? verifier = null)
    {
        (_files, _trust, _time, _limits, _verifier) = (files, trust, time, limits, verifier);
        // Whoever holds the lock is at work in these folders: then there is nothing to clear up.
        using var held = files.TryLock();
        _state = ReadState();
        if (held is not null)
            ClearUp(_state);
    }

    /// <summary>Opens a store, which is made if it is not there, and clears up what a crash left of an unfinished change.</summary>
    /// <param name="folder">The folder. Nobody but the operator should be able to write there.</param>
    /// <param name="trust">Whose plugins may be installed and used.</param>
    /// <param name="time">The clock; the system's when left out.</param>
    /// <param name="limits">What a package may cost; the defaults when left out.</param>
    /// <param name="verifier">Says whether a plugin fits the host; when it is left out, nobody looks into the assemblies.</param>
    /// <returns>The store.</returns>
    /// <exception cref="InvalidDataException">Its catalogue is damaged, or of a newer version.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> or <paramref name="trust"/> is <see langword="null"/>.</exception>
    public static PluginStore Open(string folder, PluginTrust trust, TimeProvider? time = null, PackageLimits? limits = null, PluginVerifier? verifier = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(trust);
        return new PluginStore(new DiskFiles(folder), trust, time ?? TimeProvider.System, limits ?? new PackageLimits(), verifier);
    }

    /// <summary>The active plugins in the order of their ids, without those that are revoked.</summary>
    public ImmutableArray<InstalledPlugin> Plugins => [.. ActiveReleases().Where(release => !IsRevoked(release)).Select(release => release.Installed)];

    /// <summary>The active plugins that are not to be used any more, because the package or a key by which it was trusted is revoked.</summary>
    public ImmutableArray<InstalledPlugin> RevokedPlugins => [.. ActiveReleases().Where(IsRevoked).Select(release => release.Installed)];

    /// <summary>The journal: the last 200 changes, oldest first.</summary>
    public IReadOnlyList<StoreChange> Changes => _state.Changes;

    /// <summary>Reads what another process has changed since the store was opened or read.</summary>
    /// <exception cref="InvalidDataException">The catalogue is damaged, or of a newer version. What was read before stays.</exception>
    public void Refresh()
    {
        lock (_lock)
            _state = ReadState();
    }

    /// <summary>Reads and verifies a package, and says what installing it would change.</summary>
    /// <param name="package">The bytes of the package, which must not change while the plan is in use.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <returns>The change, to be shown and applied.</returns>
    /// <exception cref="PluginPackageException">It is refused; the fault says why.</exception>
    public PluginChange Plan(ReadOnlyMemory<byte> package, string name)
    {
        var release = _trust.Verify(PluginPackage.Read(package, name, _limits), _time.GetUtcNow());
        RequireProgress(release.Package, _state);
        ImmutableArray<PluginFinding> findings = _verifier is null ? [] : _verifier.Verify(release.Package);
        if (findings.Any(finding => finding.IsFatal))
            throw new PluginPackageException(PackageFault.Incompatible, name, string.Join(Environment.NewLine, findings.Where(finding => finding.IsFatal)));
        return new PluginChange(release, ActiveOf(_state, release.Package.Manifest.Id)?.Installed, findings);
    }

    /// <summary>Installs what was planned, and makes it active.</summary>
    /// <param name="change">The plan.</param>
    /// <param name="hasConsent">Whether whoever may decide has seen and agreed to what is added.</param>
    /// <returns>The plugin that is active now.</returns>
    /// <exception cref="PluginPackageException">Consent is missing, something else was installed since, or the package is not to be trusted any
    /// more.</exception>
    /// <exception cref="IOException">The disk failed, or another process changes the store. <see cref="Plugins"/> says what is active.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is <see langword="null"/>.</exception>
    public InstalledPlugin Apply(PluginChange change, bool hasConsent)
    {
        ArgumentNullException.ThrowIfNull(change);
        var package = change.Release.Package;
        if (change.NeedsConsent && !hasConsent)
        {
            throw new PluginPackageException(PackageFault.ConsentNeeded, package.Name,
                $"asks for more than was agreed to: {string.Join(", ", change.AddedCapabilities.Concat(change.AddedDependencies))}. Show it to somebody who may decide, and apply it with consent.");
        }
        return Change(state =>
        {
            if (ActiveOf(state, package.Manifest.Id)?.Digest != change.Replaces?.Digest)
                throw new PluginPackageException(PackageFault.Outdated, package.Name, "was planned before something else was installed: plan it again.");
            var release = _trust.Verify(package, _time.GetUtcNow());
            RequireProgress(package, state);
            var stored = new StoredRelease(package.Digest, package.Manifest, package.ReadFile(PluginManifest.FileName), release.KeyIds, Unpack(package, state));
            return (state.Install(stored, _time.GetUtcNow()), stored.Installed);
        });
    }

    /// <summary>Makes the version active again that was active before. Its files are still there, so nothing is copied.</summary>
    /// <param name="id">The plugin.</param>
    /// <returns>The plugin that is active now.</returns>
    /// <exception cref="InvalidOperationException">There is no version to go back to.</exception>
    /// <exception cref="PluginPackageException">It is revoked.</exception>
    /// <exception cref="IOException">The disk failed, or another process changes the store. <see cref="Plugins"/> says what is active.</exception>
    public InstalledPlugin RollBack(string id) => Change(state =>
    {
        if (!state.Plugins.TryGetValue(id, out var plugin) || plugin.Releases.Length < 2)
            throw new InvalidOperationException($"{id} has no version to go back to.");
        if (IsRevoked(plugin.Releases[1]))
            throw new PluginPackageException(PackageFault.Revoked, id,
                $"cannot go back to {plugin.Releases[1].Manifest.Version}, which is revoked: install another, or remove it.");
        return (state.RollBack(id, _time.GetUtcNow()), plugin.Releases[1].Installed);
    });

    /// <summary>Makes no version of a plugin active. Which version was the newest stays known.</summary>
    /// <param name="id">The plugin.</param>
    /// <returns>The plugin that was active.</returns>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    /// <exception cref="IOException">The disk failed, or another process changes the store. <see cref="Plugins"/> says what is active.</exception>
    public InstalledPlugin Remove(string id) => Change(state =>
        ActiveOf(state, id) is { } active ? (state.Remove(id, _time.GetUtcNow()), active.Installed)
            : throw new InvalidOperationException($"{id} is not installed."));

    /// <summary>
    /// Reads a file of an active plugin, and verifies that it is still the one that was installed. Use the bytes: the file may be another a moment later.
    /// </summary>
    /// <param name="id">The plugin.</param>
    /// <param name="path">The file, as the package names it.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="FileNotFoundException">The plugin is not active, or has no such file.</exception>
    /// <exception cref="PluginPackageException">The file is gone or changed, or the plugin is revoked.</exception>
    public byte[] ReadFile(string id, string path)
    {
        if (ActiveOf(_state, id) is not { } release || !release.Files.TryGetValue(path, out var digest))
            throw new FileNotFoundException($"{id} is not active, or has no file {path}.", path);
        if (IsRevoked(release))
            throw new PluginPackageException(PackageFault.Revoked, id, $"is revoked: {release.Digest}, or a key that signed it.");
        return _files.Read($"{release.Folder}/{path}") is { } bytes && PackageDigest.Of(bytes) == digest ? bytes
            : throw new PluginPackageException(PackageFault.Tampered, id, $"has another {path} in the store than the one that was installed: install it anew.");
    }

    internal static string PackageFolder(string digest) => $"{Packages}/{digest[PackageDigest.Prefix.Length..]}";

    /// <summary>Old versions come back with their old faults, so only the newest or a newer one is installed.</summary>
    private static void RequireProgress(PluginPackage package, StoreState state)
    {
        if (!state.Plugins.TryGetValue(package.Manifest.Id, out var known))
            return;
        var order = package.Manifest.Version.CompareTo(known.HighestVersion);
        if (order < 0)
        {
            throw new PluginPackageException(PackageFault.Downgrade, package.Name,
                $"is version {package.Manifest.Version}, and {known.HighestVersion} was installed before: ask the publisher for a newer one, or roll back.");
        }
        if (order == 0 && package.Digest != known.HighestDigest)
            throw new PluginPackageException(PackageFault.VersionReused, package.Name,
                $"has other bytes than the {package.Manifest.Version} that was installed before: a version is released once.");
    }

    private static StoredRelease? ActiveOf(StoreState state, string id) => state.Plugins.TryGetValue(id, out var plugin) ? plugin.Active : null;

    private IEnumerable<StoredRelease> ActiveReleases() => _state.Plugins.Values.Select(plugin => plugin.Active).OfType<StoredRelease>();

    private bool IsRevoked(StoredRelease release) => _trust.IsRevoked(release.Digest, release.KeyIds);

    private InstalledPlugin Change(Func<StoreState, (StoreState State, InstalledPlugin Plugin)> change)
    {
        lock (_lock)
        {
            using var held = _files.TryLock()
                ?? throw new IOException("The plugin store cannot be changed now: another process changes it, or this one may not write there.");
            try
            {
                var (state, plugin) = change(ReadState());
                _files.Write(NewCatalogue, StoreStateFormat.Write(state));
                // Until here nobody sees a difference. If we crash now, the old catalogue is there or the new one, and the files of both are.
                _files.Move(NewCatalogue, StoreStateFormat.FileName);
                _state = state;
                _files.Synchronise("");
                ClearUp(state);
                return plugin;
            }
            finally
            {
                ClearUnfinished();
            }
        }
    }

    /// <summary>Lays the files of a package down, durably, before anything refers to them.</summary>
    private ImmutableSortedDictionary<string, string> Unpack(PluginPackage package, StoreState state)
    {
        var digests = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var (stage, final) = (PackageFolder(package.Digest).Replace(Packages, Staging, StringComparison.Ordinal), PackageFolder(package.Digest));
        _files.CreateFolder(Packages);
        _files.Delete(stage);
        _files.CreateFolder(stage);
        var folders = new SortedSet<string>(StringComparer.Ordinal) { stage };
        foreach (var path in package.Files)
        {
            var content = package.ReadFile(path);
            digests[path] = PackageDigest.Of(content);
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
                folders.Add($"{stage}/{path[..slash]}");
            _files.CreateFolder(Path.GetDirectoryName($"{stage}/{path}")!.Replace('\\', '/'));
            _files.Write($"{stage}/{path}", content);
        }
        foreach (var folder in folders.Reverse())
            _files.Synchronise(folder);
        // One that is there is of a change that was never finished, or is active under the same digest, which its files are then verified by.
        if (!state.Releases.Any(release => release.Digest == package.Digest))
            _files.Delete(final);
        else if (digests.All(file => _files.Read($"{final}/{file.Key}") is { } bytes && PackageDigest.Of(bytes) == file.Value))
            return digests.ToImmutable();
        else
            _files.Delete(final);
        _files.Move(stage, final);
        _files.Synchronise(Packages);
        _files.Synchronise("");
        return digests.ToImmutable();
    }

    /// <summary>Takes away what nothing refers to. What cannot be taken away now is when the store is opened next.</summary>
    private void ClearUp(StoreState state)
    {
        ClearUnfinished();
        try
        {
            var referred = state.Releases.Select(release => release.Folder).ToHashSet(StringComparer.Ordinal);
            foreach (var folder in _files.List(Packages).Select(name => $"{Packages}/{name}").Where(folder => !referred.Contains(folder)))
                _files.Delete(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It lies there and harms nobody; the next one who opens the store tries again.
        }
    }

    private void ClearUnfinished()
    {
        try
        {
            _files.Delete(Staging);
            _files.Delete(NewCatalogue);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It lies there and harms nobody; the next one who opens the store tries again.
        }
    }

    private StoreState ReadState() => _files.Read(StoreStateFormat.FileName) is { } bytes ? StoreStateFormat.Read(bytes) : StoreState.Empty;
}
