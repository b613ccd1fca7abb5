using CityDesk.Auditing;
using CityDesk.Domain;
using CityDesk.Limits;
using CityDesk.Plugins;
using CityDesk.Staff;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Generations;
using Platform.Plugins.Packages;
using Platform.Plugins.Storage;

namespace CityDesk.Pages.Plugins;

/// <summary>Which plugins extend the desk, how they fare and what each may do; and what is to become of them.</summary>
[RequestSizeLimit(PluginsHost.LargestUpload)]
[RequestFormLimits(MultipartBodyLengthLimit = PluginsHost.LargestUpload)]
internal sealed class PluginsModel(PluginStore store, PluginHost host, PluginChanges changes, PluginFiles files, CityCalendar calendar)
    : PageModel
{
    /// <summary>What a confirmed form says.</summary>
    public const string Yes = "yes";

    private const int MostChanges = 20;

    private const string Unsure = "Say that you mean it: tick the box.";

    public IReadOnlyList<PluginView> Installed { get; private set; } = [];

    public IReadOnlyList<StoreChange> Changes { get; private set; } = [];

    /// <summary>A package that was uploaded and is not installed yet.</summary>
    public ProposedChange? Proposed { get; private set; }

    public string? Problem { get; private set; }

    public string? Done { get; private set; }

    public CityTime Time => calendar.Time;

    /// <summary>By its name only: where it lies is no affair of staff.</summary>
    public string Trust => Path.GetFileName(files.Trust);

    private string Person => AuditTargets.Staff(StaffSession.UserNameOf(User)!);

    public void OnGet() => Load();

    public async Task OnPostUploadAsync(IFormFile? package, CancellationToken cancellationToken)
    {
        if (package is null or { Length: 0 })
            Refuse("Choose a file that ends in .plugin.");
        else if (package.Length > PluginsHost.LargestPackage)
            Refuse($"A plugin for this desk has at most {PluginsHost.LargestPackage / 1024 / 1024} MiB.");
        else
        {
            using var bytes = new MemoryStream((int)package.Length);
            await package.CopyToAsync(bytes, cancellationToken);
            Proposed = Try(() => changes.Propose(bytes.ToArray(), DeskText.Shown(Path.GetFileName(package.FileName))));
        }
        Load();
    }

    public async Task OnPostInstallAsync(string? digest, string? agreement, string? confirm, CancellationToken cancellationToken)
    {
        var found = Try(() => changes.Find(digest ?? ""));
        if (found is null && Problem is null)
            Refuse("That package does not wait any more: upload it again.");
        else if (found is not null && (found.Agreement != agreement || confirm != Yes))
        {
            Proposed = found;
            Refuse(found.Agreement == agreement ? Unsure : "What this package asks for is not what was shown: read it again.");
        }
        else if (found is not null)
        {
            await TryAsync(async () =>
            {
                var installed = await changes.InstallAsync(found, Person, cancellationToken);
                Done = $"{installed.Manifest.Id} {installed.Manifest.Version} is installed.";
            });
        }
        Load();
    }

    public async Task OnPostRollbackAsync(string? id, string? digest, string? confirm, CancellationToken cancellationToken)
    {
        if (Confirmed(id, digest, confirm) is { } plugin)
        {
            await TryAsync(async () =>
            {
                var active = await changes.RollBackAsync(plugin, cancellationToken);
                Done = $"{active.Manifest.Id} is {active.Manifest.Version} again.";
            });
        }
        Load();
    }

    public async Task OnPostRemoveAsync(string? id, string? digest, string? confirm, CancellationToken cancellationToken)
    {
        if (Confirmed(id, digest, confirm) is { } plugin)
        {
            await TryAsync(async () =>
            {
                await changes.RemoveAsync(plugin, cancellationToken);
                Done = $"{plugin.Manifest.Id} is removed.";
            });
        }
        Load();
    }

    public static string Happened(StoreChangeKind kind) => kind switch
    {
        StoreChangeKind.Installed => "Installed",
        StoreChangeKind.RolledBack => "Gone back",
        StoreChangeKind.Removed => "Removed",
        _ => "An older version allowed",
    };

    /// <summary>The plugin that is meant, where it is still as it was when the form was made.</summary>
    private InstalledPlugin? Confirmed(string? id, string? digest, string? confirm)
    {
        var plugin = store.Plugins.Concat(store.RevokedPlugins).FirstOrDefault(each => each.Manifest.Id == id);
        if (plugin is null)
            Refuse("No plugin of that name is installed.");
        else if (plugin.Digest != digest)
            Refuse("Another version is installed by now: look again.");
        else if (confirm != Yes)
            Refuse(Unsure);
        else
            return plugin;
        return null;
    }

    private void Load()
    {
        var standings = host.Plugins.ToLookup(static status => status.Id, StringComparer.Ordinal);
        var revoked = store.RevokedPlugins;
        Installed =
        [
            .. store.Plugins.Concat(revoked).OrderBy(static plugin => plugin.Manifest.Id, StringComparer.Ordinal)
                .Select(plugin => new PluginView(plugin, [.. standings[plugin.Manifest.Id]], CanGoBack(plugin), revoked.Contains(plugin))),
        ];
        Changes = [.. store.Changes.Reverse().Take(MostChanges)];
    }

    private bool CanGoBack(InstalledPlugin plugin) => store.Changes.Reverse()
        .Where(change => change.PluginId == plugin.Manifest.Id)
        .TakeWhile(static change => change.Kind != StoreChangeKind.Removed)
        .Any(change => change.Kind == StoreChangeKind.Installed && change.Digest != plugin.Digest);

    private ProposedChange? Try(Func<ProposedChange?> look)
    {
        try
        {
            return look();
        }
        catch (PluginPackageException refused)
        {
            Refuse(refused.Message);
            return null;
        }
    }

    /// <summary>What the store refuses it says in a sentence.</summary>
    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception refused) when (refused is PluginPackageException or InvalidOperationException or IOException)
        {
            Refuse(refused.Message);
        }
    }

    private void Refuse(string problem)
    {
        Problem = problem;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }
}
