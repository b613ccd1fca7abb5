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
/// <c>packages/</c> holds each package as it came, by its digest; <c>catalogue.json</c> says which are active, and is the one thing that a change replaces.
/// <c>staging/</c> holds what is being installed, and nothing that anybody reads.
/// </para>
/// </remarks>
public sealed class PluginStore
{
    private const string Packages = "packages";
    private const string Staging = "staging";
    private const string NewCatalogue = StoreStateFormat.FileName + ".new";

    private readonly IStoreFiles _files;
    private readonly TimeProvider _time;
    private readonly PackageLimits _limits;
    private readonly PluginVerifier? _verifier;
    private readonly Lock _lock = new();
    private volatile PluginTrust _trust;
    private volatile StoreState _state;

    internal PluginStore(IStoreFiles files, PluginTrust trust, TimeProvider time, PackageLimits limits, PluginVerifier? verifier = null)
    {
        (_files, _trust, _time, _limits, _verifier) = (files, trust, time, limits, verifier);
        // Whoever holds the lock is at work in these folders: then there is nothing to clear up.
        using var held = files.TryLock();
        if (held is not null && files.Read(StoreStateFormat.FileName) is null)
            Create();
        _state = ReadState();
        if (held is not null)
            ClearUnfinished();
    }

    /// <summary>Raised after something was installed, rolled back, removed or read anew, and after <see cref="Trust"/> was exchanged.</summary>
    /// <remarks>On the thread that did it, and outside of the lock of the store.</remarks>
    public event EventHandler? Changed;

    /// <summary>Opens a store. One is made where there is no folder, or an empty one; any other folder without a catalogue is left alone.</summary>
    /// <param name="folder">The folder. Nobody but the operator should be able to write there.</param>
    /// <param name="trust">Whose plugins may be installed and used.</param>
    /// <param name="time">The clock; the system's when left out.</param>
    /// <param name="limits">What a package may cost; the defaults when left out.</param>
    /// <param name="verifier">Says whether a plugin fits the host; when it is left out, nobody looks into the assemblies.</param>
    /// <returns>The store.</returns>
    /// <exception cref="InvalidDataException">Its catalogue is damaged, lost or of a newer version, or the folder holds something else.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> or <paramref name="trust"/> is <see langword="null"/>.</exception>
    public static PluginStore Open(string folder, PluginTrust trust, TimeProvider? time = null, PackageLimits? limits = null, PluginVerifier? verifier = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(trust);
        return new PluginStore(new DiskFiles(folder), trust, time ?? TimeProvider.System, limits ?? new PackageLimits(), verifier);
    }

    /// <summary>
    /// Whose plugins may be installed and used. It may be exchanged while the store is in use: what is not trusted any more is not used any more.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public PluginTrust Trust
    {
        get => _trust;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _trust = value;
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <summary>
    /// How long a release must have been there before it is installed without somebody who agrees: since it was signed, or since it was
    /// offered, where <see cref="Plan"/> is told that.
    /// </summary>
    /// <value>None: how long a release has been there does not count.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is nothing or less.</exception>
    public TimeSpan? Cooldown
    {
        get;
        set
        {
            if (value is { } wait)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(value));
            field = value;
        }
    }

    /// <summary>The active plugins in the order of their ids, without those that are not trusted any more.</summary>
    public ImmutableArray<InstalledPlugin> Plugins => [.. ActiveReleases().Where(IsTrusted).Select(release => release.Installed)];

    /// <summary>
    /// The active plugins that are not to be used any more: the package is revoked, or so many of the keys that signed it that too few are left, or nobody
    /// trusts the publisher any more.
    /// </summary>
    public ImmutableArray<InstalledPlugin> RevokedPlugins => [.. ActiveReleases().Where(release => !IsTrusted(release)).Select(release => release.Installed)];

    /// <summary>The journal: the last 200 changes, oldest first.</summary>
    public IReadOnlyList<StoreChange> Changes => _state.Changes;

    /// <summary>Reads what another process has changed since the store was opened or read.</summary>
    /// <exception cref="InvalidDataException">The catalogue is damaged, lost or of a newer version. What was read before stays.</exception>
    public void Refresh()
    {
        lock (_lock)
            _state = ReadState();
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Verifies who released a package, reads it, and says what installing it would change.</summary>
    /// <param name="package">The bytes of the package, of which a copy is kept: what is installed is what was verified, whatever becomes of them.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="offeredAt">
    /// When somebody else than its publisher began to offer it, as <see cref="Index.IndexedRelease.PublishedAt"/>: for <see cref="Cooldown"/>,
    /// where whoever has stolen a key may say what he likes of when he signed.
    /// </param>
    /// <returns>The change, to be shown and applied.</returns>
    /// <exception cref="PluginPackageException">It is refused; the fault says why.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is <see langword="null"/>.</exception>
    public PluginChange Plan(ReadOnlyMemory<byte> package, string name, DateTimeOffset? offeredAt = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var copy = package.Length <= _limits.MaxBytes ? package.ToArray() : package;
        var release = _trust.Read(copy, name, _time.GetUtcNow(), _limits);
        var (state, manifest) = (_state, release.Package.Manifest);
        RequireProgress(release.Package, state);
        ImmutableArray<PluginFinding> findings = _verifier is null ? [] : _verifier.Verify(release.Package);
        if (findings.Any(finding => finding.IsFatal))
            throw new PluginPackageException(PackageFault.Incompatible, name, string.Join(Environment.NewLine, findings.Where(finding => finding.IsFatal)));
        var installed = state.Plugins.Values.Select(plugin => plugin.Active).OfType<StoredRelease>().ToList();
        var active = ActiveOf(state, manifest.Id);
        return new PluginChange(
            release,
            active?.Installed,
            findings,
            [
                .. DifferencesOfRelease.Between(active, release, findings, installed, state.Plugins.GetValueOrDefault(manifest.Id)?.Left),
                .. DifferencesOfRelease.OfAge(release, offeredAt, Cooldown, _time.GetUtcNow()),
            ],
            [
                .. installed.Where(each => each.Manifest.Dependencies.TryGetValue(manifest.Id, out var needed) && !needed.Versions.Contains(manifest.Version))
                    .Select(each => each.Manifest.Id),
            ]);
    }

    /// <summary>Installs what was planned, and makes it active.</summary>
    /// <param name="change">The plan.</param>
    /// <param name="consent">That somebody who may decide has seen and agreed to what differs; nothing where nothing does.</param>
    /// <returns>The plugin that is active now.</returns>
    /// <exception cref="PluginPackageException">Consent is missing or for something else, something else was installed since, or the package is not to be
    /// trusted any more.</exception>
    /// <exception cref="IOException">The disk failed, or another process changes the store. <see cref="Plugins"/> says what is active.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is <see langword="null"/>.</exception>
    public InstalledPlugin Apply(PluginChange change, PluginConsent? consent = null)
    {
        ArgumentNullException.ThrowIfNull(change);
        var package = change.Release.Package;
        if (change.NeedsConsent && consent?.Covers(change) != true)
        {
            throw new PluginPackageException(PackageFault.ConsentNeeded, package.Name,
                $"{string.Join("; ", change.Differences.Select(difference => difference.Message))}. Show it to somebody who may decide, and apply it with their consent.");
        }
        return Change(state =>
        {
            if (ActiveOf(state, package.Manifest.Id)?.Digest != change.Replaces?.Digest)
                throw new PluginPackageException(PackageFault.Outdated, package.Name, "was planned before something else was installed: plan it again.");
            var release = _trust.Verify(package, _time.GetUtcNow());
            RequireProgress(package, state);
            var stored = new StoredRelease(
                package.Digest, package.Manifest, package.ReadFile(PluginManifest.FileName), release.KeyIds, [.. change.Findings.Select(finding => finding.ToString())]);
            LayDown(package);
            return (state.Install(stored, consent, _time.GetUtcNow()), stored.Installed);
        });
    }

    /// <summary>Makes the newest version active again that was active before and is trusted. Its package is still there, so nothing is copied.</summary>
    /// <param name="id">The plugin.</param>
    /// <param name="expectedDigest">What is to be active until then: who presses twice does not go back twice. Anything when it is left out.</param>
    /// <param name="reason">
    /// Why, for the journal. Where it is said, the package that is left is not installed again without somebody who agrees.
    /// </param>
    /// <returns>The plugin that is active now.</returns>
    /// <exception cref="InvalidOperationException">There is no version to go back to.</exception>
    /// <exception cref="PluginPackageException">Whatever there is to go back to is revoked, or something else is active than was expected.</exception>
    /// <exception cref="IOException">The disk failed, or another process changes the store. <see cref="Plugins"/> says what is active.</exception>
    public InstalledPlugin Rollback(string id, string? expectedDigest = null, string? reason = null) => Change(state =>
    {
        if (expectedDigest is not null && ActiveOf(state, id)?.Digest != expectedDigest)
            throw new PluginPackageException(PackageFault.Outdated, id, "has another version active than the one that was to be left: look again.");
        if (!state.Plugins.TryGetValue(id, out var plugin) || plugin.Releases.Length < 2)
            throw new InvalidOperationException($"{id} has no version to go back to.");
        return plugin.Releases.Skip(1).FirstOrDefault(IsTrusted) is { } target ? (state.Rollback(id, target, reason, _time.GetUtcNow()), target.Installed)
            : throw new PluginPackageException(PackageFault.Revoked, id,
                $"cannot go back to {plugin.Releases[1].Manifest.Version}, which is revoked: install another, or remove it.");
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
    /// Allows one package to be installed although a newer version of the plugin was: an older line that is maintained, a release that was wrong.
    /// </summary>
    /// <param name="id">The plugin.</param>
    /// <param name="digest">The digest of the package. It still has to be signed, and agreed to.</param>
    /// <param name="person">Who decided it, for the journal.</param>
    /// <param name="reason">Why, for the journal.</param>
    /// <exception cref="ArgumentException"><paramref name="id"/> or <paramref name="digest"/> is none, or another argument is empty.</exception>
    /// <exception cref="IOException">The disk failed, or another process changes the store.</exception>
    public void AllowOlder(string id, string digest, string person, string reason)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(digest);
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (PluginId.Check(id) is { } wrong)
            throw new ArgumentException($"\"{id}\" {wrong}", nameof(id));
        if (!PackageDigest.IsValid(digest))
            throw new ArgumentException("This is no digest of a package: write sha256: and 64 small hexadecimal digits.", nameof(digest));
        Change(state => (state.AllowOlder(id, digest, person, reason, _time.GetUtcNow()), true));
    }

    /// <summary>
    /// Opens the active release of a plugin. Its signature is verified anew, by whom the store trusts now, and every file that it gives out is of the bytes
    /// that were verified.
    /// </summary>
    /// <param name="id">The plugin.</param>
    /// <returns>The release, which stays as it is whatever is installed meanwhile.</returns>
    /// <exception cref="FileNotFoundException">The plugin is not active.</exception>
    /// <exception cref="PluginPackageException">The package is gone or changed, or not to be trusted any more.</exception>
    public PluginRelease OpenRelease(string id)
    {
        var release = ActiveOf(_state, id) ?? throw new FileNotFoundException($"{id} is not active.", id);
        var bytes = _files.Read(release.File);
        if (bytes is null || !IsAsInstalled(bytes, release, out var seal))
            throw new PluginPackageException(PackageFault.Tampered, id, "has another package in the store than the one that was installed: install it anew.");
        return new PluginRelease(_trust.ReadInstalled(seal!, $"{id} {release.Manifest.Version}", _limits));
    }

    /// <summary>Whether there is a version of a plugin to go back to.</summary>
    internal bool HasVersionBefore(string id) => _state.Plugins.TryGetValue(id, out var plugin) && plugin.Releases.Length > 1;

    internal static string PackageFile(string digest) => $"{Packages}/{NameOf(digest)}";

    private static string NameOf(string digest) => digest[PackageDigest.Prefix.Length..] + PluginPackage.Extension;

    private bool IsAsInstalled(byte[] bytes, StoredRelease release, out PackageSeal? seal)
    {
        seal = null;
        try
        {
            seal = PackageSeal.Read(bytes, release.Manifest.Id, _limits);
        }
        catch (PluginPackageException)
        {
            return false;
        }
        return seal.Digest == release.Digest;
    }

    /// <summary>Old versions come back with their old faults, so only the newest or a newer one is installed.</summary>
    private void RequireProgress(PluginPackage package, StoreState state)
    {
        var manifest = package.Manifest;
        if (!state.Plugins.TryGetValue(manifest.Id, out var known) || known.Allowed.Contains(package.Digest))
            return;
        var trust = _trust;
        if (known.Known.FirstOrDefault(each => trust.KeepsOlderOut(manifest.Publisher, each.Digest, each.KeyIds)) is not { } newest)
            return;
        var order = manifest.Version.CompareTo(newest.Version);
        if (order < 0)
        {
            throw new PluginPackageException(PackageFault.Downgrade, package.Name,
                $"is version {manifest.Version}, and {newest.Version} was installed before: ask the publisher for a newer one, roll back, or allow this one package (AllowOlder).");
        }
        if (order == 0 && package.Digest != newest.Digest)
            throw new PluginPackageException(PackageFault.VersionReused, package.Name,
                $"has other bytes than the {manifest.Version} that was installed before: a version is released once.");
    }

    private static StoredRelease? ActiveOf(StoreState state, string id) => state.Plugins.TryGetValue(id, out var plugin) ? plugin.Active : null;

    private IEnumerable<StoredRelease> ActiveReleases() => _state.Plugins.Values.Select(plugin => plugin.Active).OfType<StoredRelease>();

    private bool IsTrusted(StoredRelease release) => _trust.Vouches(release.Manifest.Publisher, release.Digest, release.KeyIds);

    private T Change<T>(Func<StoreState, (StoreState State, T Result)> change)
    {
        T result;
        lock (_lock)
        {
            using var held = _files.TryLock()
                ?? throw new IOException("The plugin store cannot be changed now: another process changes it, or this one may not write there.");
            try
            {
                (var state, result) = change(ReadState());
                Replace(state);
                ClearUp(state);
            }
            finally
            {
                ClearUnfinished();
            }
        }
        Changed?.Invoke(this, EventArgs.Empty);
        return result;
    }

    private void Replace(StoreState state)
    {
        _files.Write(NewCatalogue, StoreStateFormat.Write(state));
        // Until here nobody sees a difference. If we crash now, the old catalogue is there or the new one, and the packages of both are.
        _files.Move(NewCatalogue, StoreStateFormat.FileName);
        _state = state;
        _files.Synchronise("");
    }

    /// <summary>Makes a store where nothing is. A folder with anything else in it is somebody's, or a store that has lost its catalogue.</summary>
    private void Create()
    {
        if (_files.List("").FirstOrDefault(name => name is not (NewCatalogue or DiskFiles.LockFile)) is { } other)
        {
            throw new InvalidDataException(
                $"The folder has no {StoreStateFormat.FileName}, and is not empty: it holds {other}. Name an empty folder for a new store, or put a backup of the store in its place.");
        }
        Replace(StoreState.Empty);
    }

    /// <summary>Lays a package down, durably, before anything refers to it.</summary>
    private void LayDown(PluginPackage package)
    {
        // Who signed it may still have made a package that says one thing and holds another.
        foreach (var path in package.Files)
            _ = package.ReadFile(path);
        var (staged, final) = ($"{Staging}/{NameOf(package.Digest)}", PackageFile(package.Digest));
        _files.CreateFolder(Packages);
        _files.CreateFolder(Staging);
        _files.Write(staged, package.Bytes.Span);
        // In the place of one that is there: of a change that was never finished, or of the same digest, perhaps with other signatures.
        _files.Move(staged, final);
        _files.Synchronise(Packages);
        _files.Synchronise("");
    }

    /// <summary>Takes away the packages to which nothing refers, and nothing else. What cannot be taken away now is after the next change.</summary>
    private void ClearUp(StoreState state)
    {
        try
        {
            var referred = state.Releases.Select(release => release.File).ToHashSet(StringComparer.Ordinal);
            foreach (var file in _files.List(Packages).Where(IsNameOfPackage).Select(name => $"{Packages}/{name}").Where(file => !referred.Contains(file)))
                _files.Delete(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It lies there and harms nobody; the next change tries again.
        }
    }

    private static bool IsNameOfPackage(string name) =>
        name.EndsWith(PluginPackage.Extension, StringComparison.Ordinal) && PackageDigest.IsValid(PackageDigest.Prefix + name[..^PluginPackage.Extension.Length]);

    private void ClearUnfinished()
    {
        try
        {
            foreach (var file in _files.List(Staging).Where(IsNameOfPackage))
                _files.Delete($"{Staging}/{file}");
            _files.Delete(NewCatalogue);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It lies there and harms nobody; the next one who opens the store tries again.
        }
    }

    private StoreState ReadState() => _files.Read(StoreStateFormat.FileName) is { } bytes ? StoreStateFormat.Read(bytes)
        : throw new InvalidDataException($"{StoreStateFormat.FileName} of the plugin store is lost: put a backup of the store in its place.");
}
