using CityDesk.Auditing;
using Platform.Audit;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Generations;
using Platform.Plugins.Packages;
using Platform.Plugins.Storage;

namespace CityDesk.Plugins;

/// <summary>
/// Installs, rolls back and removes plugins for members of staff. Who has decided what is recorded before it is done: what cannot be
/// recorded is not done.
/// </summary>
internal sealed class PluginChanges(PluginStore store, PluginHost host, WaitingPackages waiting, IAuditAppender audit, TimeProvider time)
{
    /// <summary>A version that ends long calls may take longer; the page says then that it is on its way.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Verifies a package that was uploaded, and says what it would change. Nothing is changed yet.</summary>
    /// <exception cref="PluginPackageException">It is refused, with the sentence that says why.</exception>
    public ProposedChange Propose(byte[] package, string name)
    {
        var change = store.Plan(package, name);
        waiting.Keep(change, package, name);
        return new ProposedChange(change);
    }

    /// <summary>What a package that waits would change now.</summary>
    /// <returns>Nothing where it does not wait any more.</returns>
    /// <exception cref="PluginPackageException">It is refused meanwhile.</exception>
    public ProposedChange? Find(string digest) =>
        waiting.Find(digest) is var (package, name) ? new ProposedChange(store.Plan(package, name)) : null;

    /// <summary>Installs what somebody has agreed to.</summary>
    /// <exception cref="PluginPackageException">It is refused meanwhile.</exception>
    /// <exception cref="IOException">The store cannot be changed now.</exception>
    public async Task<InstalledPlugin> InstallAsync(ProposedChange proposed, string person, CancellationToken cancellationToken)
    {
        var (change, manifest) = (proposed.Change, proposed.Change.Release.Package.Manifest);
        var agreed = change.NeedsConsent ? string.Join("; ", change.Differences.Select(static difference => difference.Message)) : null;
        await RecordAsync(manifest.Id, "install", manifest.Version.ToString(), proposed.Digest, agreed, cancellationToken);
        var installed = store.Apply(change, change.NeedsConsent ? change.AgreedBy(person) : null);
        waiting.Forget(proposed.Digest);
        await BringIntoEffectAsync(cancellationToken);
        return installed;
    }

    /// <summary>Goes back to the version before.</summary>
    /// <exception cref="PluginPackageException">Another version is active than the one that was to be left, or what is there is
    /// revoked.</exception>
    /// <exception cref="InvalidOperationException">There is no version to go back to.</exception>
    /// <exception cref="IOException">The store cannot be changed now.</exception>
    public async Task<InstalledPlugin> RollBackAsync(InstalledPlugin plugin, CancellationToken cancellationToken)
    {
        await RecordAsync(plugin.Manifest.Id, "roll-back", plugin.Manifest.Version.ToString(), plugin.Digest, null, cancellationToken);
        var active = store.Rollback(plugin.Manifest.Id, plugin.Digest);
        await BringIntoEffectAsync(cancellationToken);
        return active;
    }

    /// <summary>Removes a plugin.</summary>
    /// <exception cref="InvalidOperationException">It is not installed any more.</exception>
    /// <exception cref="IOException">The store cannot be changed now.</exception>
    public async Task RemoveAsync(InstalledPlugin plugin, CancellationToken cancellationToken)
    {
        await RecordAsync(plugin.Manifest.Id, "remove", plugin.Manifest.Version.ToString(), plugin.Digest, null, cancellationToken);
        store.Remove(plugin.Manifest.Id);
        await BringIntoEffectAsync(cancellationToken);
    }

    private async Task RecordAsync(
        string id, string change, string version, string digest, string? agreed, CancellationToken cancellationToken)
    {
        var decided = new DeskAudit.PluginChangeDecided(AuditTargets.Plugin(id), change, version, digest, agreed);
        await audit.AppendAsync(decided, cancellationToken: cancellationToken);
    }

    /// <summary>The host would do it by itself in a moment; whoever looks at the page wants to see it done.</summary>
    private async Task BringIntoEffectAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await host.RefreshAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It goes on without us.
        }
    }
}
