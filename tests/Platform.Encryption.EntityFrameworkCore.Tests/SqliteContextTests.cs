using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.Inventory;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

public sealed class SqliteContextTests : EncryptedContextContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("encrypted-").FullName;

    private string File => Path.Combine(_folder, "town.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearPool(new SqliteConnection($"Data Source={File}"));
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_files_of_the_database_hold_no_text()
    {
        await SaveAsync([.. Enumerable.Range(0, 50).Select(i => new Resident { Email = $"canary{i}@example.org", Phone = $"040 77{i}", Note = $"canary note {i}", PersonId = "p", Home = new Home { Street = $"Canary Street {i}" } })]);

        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            var bytes = await System.IO.File.ReadAllBytesAsync(file, Cancellation);
            foreach (var canary in (string[])["canary", "Canary", "494077"])
            {
                Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(canary)));
                Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes(canary)));
            }
        }
    }

    [Fact]
    public async Task With_a_database_for_each_tenant_each_is_sealed_anew_and_counted_in_its_own()
    {
        var south = Path.Combine(_folder, "south.db");
        TownContext Of(string tenant) => new(new DbContextOptionsBuilder<TownContext>().UsePlatformEncryption(Keyring, _ => tenant)
            .UseSqlite($"Data Source={(tenant == "south" ? south : File)};Pooling=False").Options);
        await SaveAsync(Ada());
        await using (var context = Of("south"))
        {
            await context.Database.EnsureCreatedAsync(Cancellation);
            context.Add(Bob());
            await context.SaveChangesAsync(Cancellation);
        }
        var services = new ServiceCollection();
        services.AddPlatformEncryption().AddReencryptionOf((_, tenant) => Of(tenant));
        services.AddSingleton(Keyring);
        await using var provider = services.BuildServiceProvider();
        var reencryptor = provider.GetRequiredService<Reencryptor>();
        Assert.Equal(["TownContext"], reencryptor.Targets);

        foreach (var tenant in (string[])["north", "south"])
        {
            var residents = KeyScope.ForPurpose(tenant, "residents");
            await Keyring.RotateAsync(residents, Cancellation);
            var report = await reencryptor.RunAsync(residents, Cancellation);
            Assert.Equal((3, 0, 0), (report.Replaced, report.Unreadable, report.Left)); // e-mail address, telephone number, street
        }

        await using var reading = Of("south");
        Assert.Equal("040 99", (await reading.Residents.SingleAsync(each => each.Email == "bob@example.org", Cancellation)).Phone);
    }

    [Fact]
    public async Task With_a_database_for_each_tenant_the_inventory_asks_each()
    {
        TownContext Of(string tenant) => new(new DbContextOptionsBuilder<TownContext>().UsePlatformEncryption(Keyring, _ => tenant)
            .UseSqlite($"Data Source={(tenant == "north" ? File : Path.Combine(_folder, $"{tenant}.db"))};Pooling=False").Options);
        await SaveAsync(Ada());
        foreach (var tenant in (string[])["south", "west"])
        {
            await using var context = Of(tenant);
            await context.Database.EnsureCreatedAsync(Cancellation);
            if (tenant == "west")
                continue; // which has a database and no key yet
            context.AddRange(Bob(), Ada());
            await context.SaveChangesAsync(Cancellation);
        }
        await using (var west = Of("west"))
            await west.Database.ExecuteSqlRawAsync("""INSERT INTO "Residents" ("Id", "PersonId", "Age", "Version", "Home_Town", "HomeStreet", "Email") VALUES ('1', '', 1, '1', '', x'', 'plain@example.org')""", Cancellation);

        var report = await ReportAsync(tenants: null);
        var whole = await ReportAsync(static (_, _) => ValueTask.FromResult<IReadOnlyCollection<string>>(["north", "south", "west"]));

        Assert.Equal(
            [("north: Residents.Email", 1L, "north/residents"), ("south: Residents.Email", 2L, "south/residents")],
            report.Places.Where(static place => place.Property == "Resident.Email").Select(static place => (place.Name, place.SealedValues, place.Uses.Single().Keys)));
        Assert.Equal(["Resident.Home.Town", "Visit.Place"], report.Places.Where(static place => !place.IsEncrypted).Select(static place => place.Property));
        Assert.DoesNotContain(report.Findings, static finding => finding.Kind == InventoryFindingKind.PlaintextAmongSealed);
        Assert.Contains(whole.Findings, static finding => (finding.Kind, finding.Place, finding.Values) == (InventoryFindingKind.PlaintextAmongSealed, "west: Residents.Email", 1));

        async Task<InventoryReport> ReportAsync(Func<IServiceProvider, CancellationToken, ValueTask<IReadOnlyCollection<string>>>? tenants)
        {
            var services = new ServiceCollection();
            services.AddPlatformEncryption().AddInventoryOf((_, tenant) => Of(tenant), tenants).AddInventoryOf((_, tenant) => Of(tenant));
            services.AddSingleton<IKeyStore>(Store);
            services.AddSingleton(Keyring);
            await using var provider = services.BuildServiceProvider();
            return await provider.GetRequiredService<EncryptionInventory>().TakeAsync(Cancellation);
        }
    }

    [Fact]
    public async Task A_query_that_runs_while_another_reads_leaves_it_as_it_is()
    {
        await SaveAsync(Ada(), Bob());
        await using var context = Town();
        context.ChangeTracker.Tracked += (_, _) => Assert.Equal(2, context.Residents.AsNoTracking().AsEnumerable().Count(each => each is { Email: not null, Note: not null }));

        var residents = await context.Residents.OrderBy(each => each.Age).ToListAsync(Cancellation);

        Assert.Equal([("ada@example.org", "likes looms"), ("bob@example.org", "rows boats")], residents.Select(each => (each.Email, each.Note)));
    }

    protected override void Configure(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={File}");

    protected override async Task CreateTablesAsync(TownContext context)
    {
        await context.Database.EnsureCreatedAsync(Cancellation);
        await using var letters = Context<StrictContext>();
        await letters.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancellation);
    }
}
