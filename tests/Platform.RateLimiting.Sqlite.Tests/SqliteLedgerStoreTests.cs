using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.LedgerContract;

namespace Platform.RateLimiting.Sqlite.Tests;

public sealed class SqliteLedgerStoreTests : UsageLedgerStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-ratelimiting-");
    private readonly List<SqliteLedgerStore> _stores = [];

    protected override IUsageLedgerStore Store => _stores is [var first, ..] ? first : OpenAnother();

    private string File => Path.Combine(_folder.FullName, "usage.db");

    protected override IUsageLedgerStore OpenAnother()
    {
        var store = new SqliteLedgerStore(File);
        _stores.Add(store);
        return store;
    }

    public void Dispose()
    {
        foreach (var store in _stores)
            store.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Usage_is_there_after_a_restart()
    {
        async Task<long> UseAsync()
        {
            var services = new ServiceCollection();
            services.AddPlatformRateLimiting(options => options.Policy("api", policy => policy.Limit(100, TimeSpan.FromSeconds(1)).Quota("yearly", 1000, QuotaPeriod.Year))).UseSqliteLedger(File);
            await using var provider = services.BuildServiceProvider();
            var decision = await provider.GetRequiredService<IRateGate>().AcquireAsync(
                provider.GetRequiredService<IRateLimitPolicies>()["api"], RateLimitKey.Tenant("acme"), 7, cancellationToken: TestContext.Current.CancellationToken);
            return decision.GetQuota(0).Used;
        }

        foreach (var expected in (long[])[7, 14, 21])
            Assert.Equal(expected, await UseAsync());
    }

    [Fact]
    public async Task What_a_newer_package_wrote_is_refused()
    {
        await Store.ExportAsync(0, 1, null, TestContext.Current.CancellationToken);
        using (var connection = new SqliteConnection($"Data Source={File}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE rate_limit_ledger SET version = 2";
            command.ExecuteNonQuery();
        }

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await OpenAnother().ExportAsync(0, 1, null, TestContext.Current.CancellationToken));

        Assert.Contains("is of version 2, and this package knows version 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_ledger_is_an_error_and_stays_as_it_is()
    {
        await System.IO.File.WriteAllTextAsync(File, "This is a letter, not a database. It is long enough to be read as one.", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<SqliteException>(async () => await Store.ExportAsync(0, 1, null, TestContext.Current.CancellationToken));

        Assert.StartsWith("This is a letter", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void A_ledger_without_a_file_is_refused(string? path) =>
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddPlatformRateLimiting().UseSqliteLedger(path!));
}
