using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Tests.Packages;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Tests.Storage;

/// <summary>
/// The power goes at every step of every change, and the disk has kept all, nothing or some of what nobody waited for: then the store is as before or as
/// after.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const string Id = "acme.tax";
    private const string Reason = "too slow";

    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();
    private readonly Dictionary<string, byte[]> _packages = [];
    private readonly FakeTimeProvider _clock = new(TestPackages.Now);

    public void Dispose() => _key.Dispose();

    public static TheoryData<string, string?, string?> Changes => new()
    {
        { "install the first", null, "1.0.0" },
        { "update", "1.0.0", "2.0.0" },
        { "update when there are enough to go back to", "4.0.0", "5.0.0" },
        { "roll back", "2.0.0", "1.0.0" },
        { "install again what was rolled back", "1.0.0", "2.0.0" },
        { "roll back for a reason", "2.0.0", "1.0.0" },
        { "install again what was left for a reason", "1.0.0", "2.0.0" },
        { "remove", "1.0.0", null },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_power_cut_at_any_step_leaves_the_old_or_the_new(string change, string? old, string? recent)
    {
        var survivors = new List<Func<bool>> { () => true, () => false };
        for (var seed = 1; seed <= 8; seed++)
        {
            var random = new Random(seed);
            survivors.Add(() => random.Next(2) == 0);
        }
        var seen = new HashSet<string?>();
        var steps = StepsOf(change);
        Assert.True(steps > 3);

        for (var step = 1; step <= steps; step++)
        {
            foreach (var keeps in survivors)
            {
                var files = Prepare(change, out var store);
                files.FailAt = files.Steps + step;
                Assert.Throws<PowerCutException>(() => Make(change, store));

                var after = files.AfterPowerCut(keeps);
                var version = VersionIn(change, after);
                Assert.True(version == old || version == recent, $"{change}, step {step}: {version}");
                seen.Add(version);
                // What was begun can be begun again, and what was left behind is cleared up.
                Assert.Equal(recent, VersionAfterMaking(change, after, isDone: version == recent));
                Assert.Empty(after.List("staging"));
            }
        }
        Assert.Equal(new HashSet<string?> { old, recent }, seen);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_was_acknowledged_survives_the_worst_power_cut(string change, string? old, string? recent)
    {
        Assert.NotEqual(old, recent);
        var files = Prepare(change, out var store);
        Make(change, store);

        Assert.Equal(recent, VersionIn(change, files.AfterPowerCut(static () => false)));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_disk_that_fails_once_at_any_step_leaves_a_store_that_goes_on(string change, string? old, string? recent)
    {
        var steps = StepsOf(change);
        for (var step = 1; step <= steps; step++)
        {
            var files = Prepare(change, out var store, failsSoftly: true);
            files.FailAt = files.Steps + step;
            try
            {
                Make(change, store);
            }
            catch (IOException)
            {
            }
            files.FailAt = null;
            var version = VersionIn(change, files);
            Assert.True(version == old || version == recent, $"{change}, step {step}: {version}");
            Assert.Equal(recent, VersionAfterMaking(change, files, isDone: version == recent));
        }
    }

    private MemoryFiles Prepare(string change, out PluginStore store, bool failsSoftly = false)
    {
        var files = new MemoryFiles { FailsSoftly = failsSoftly };
        store = Open(files);
        var before = change switch
        {
            "install the first" => Array.Empty<string>(),
            "update" or "remove" => ["1.0.0"],
            "update when there are enough to go back to" => ["1.0.0", "2.0.0", "3.0.0", "4.0.0"],
            _ => ["1.0.0", "2.0.0"],
        };
        foreach (var version in before)
            Install(store, version);
        if (change == "install again what was rolled back")
            store.Rollback(Id);
        if (change == "install again what was left for a reason")
            store.Rollback(Id, reason: Reason);
        return files;
    }

    private void Make(string change, PluginStore store)
    {
        switch (change)
        {
            case "install the first":
                Install(store, "1.0.0");
                break;
            case "update when there are enough to go back to":
                Install(store, "5.0.0");
                break;
            case "roll back":
                store.Rollback(Id);
                break;
            case "roll back for a reason":
                store.Rollback(Id, reason: Reason);
                break;
            case "remove":
                store.Remove(Id);
                break;
            default:
                Install(store, "2.0.0");
                break;
        }
    }

    private int StepsOf(string change)
    {
        var files = Prepare(change, out var store);
        var before = files.Steps;
        Make(change, store);
        return files.Steps - before;
    }

    private string? VersionAfterMaking(string change, MemoryFiles files, bool isDone)
    {
        if (!isDone)
            Make(change, Open(files));
        return VersionIn(change, files);
    }

    /// <summary>
    /// The active version, every file of which is there as it was signed; and what was left for a reason is remembered as long as the version
    /// before is active, and no longer.
    /// </summary>
    private string? VersionIn(string change, MemoryFiles files)
    {
        files.IsLocked = false;
        var store = Open(files);
        if (store.Plugins is not [var plugin])
            return null;
        var version = plugin.Manifest.Version.ToString();
        var package = TestPackages.Read(_packages[version]);
        Assert.Equal(package.Digest, plugin.Digest);
        Assert.All(package.Files, path => Assert.Equal(package.ReadFile(path), store.OpenRelease(Id).ReadFile(path)));
        var left = _packages.TryGetValue("2.0.0", out var second) && version == "1.0.0"
            ? store.Plan(second, "tax.plugin").Differences.Where(each => each.Kind == PluginDifferenceKind.Left).Select(each => each.Message) : [];
        Assert.Equal(version == "1.0.0" && change.EndsWith("for a reason", StringComparison.Ordinal) ? [$"was left for the version before it: {Reason}"] : [], left);
        return version;
    }

    private void Install(PluginStore store, string version)
    {
        if (!_packages.TryGetValue(version, out var bytes))
            _packages[version] = bytes = TestPackages.MakeSigned(_key, version);
        var change = store.Plan(bytes, "tax.plugin");
        store.Apply(change, change.AgreedBy("alice"));
    }

    private PluginStore Open(MemoryFiles files) => new(files, PluginTrust.Nobody.Trust("acme", _key.PublicKey), _clock, new PackageLimits());
}
