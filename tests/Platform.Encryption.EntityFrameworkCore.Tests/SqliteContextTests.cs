using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

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

    protected override void Configure(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={File}");

    protected override async Task CreateTablesAsync(TownContext context)
    {
        await context.Database.EnsureCreatedAsync(Cancellation);
        await using var letters = Context<StrictContext>();
        await letters.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancellation);
    }
}
