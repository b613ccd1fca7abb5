using Microsoft.EntityFrameworkCore;
using Platform.Encryption;
using Platform.Encryption.EntityFrameworkCore;
using Platform.Encryption.Erasing;
using Platform.Encryption.Sqlite;
using Platform.Hosting;

namespace Docs.Snippets;

#region model
public sealed class Resident
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public string? Name { get; set; }

    public string? Email { get; set; }
}

public sealed class TownContext(DbContextOptions<TownContext> options) : DbContext(options)
{
    public DbSet<Resident> Residents => Set<Resident>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Resident>(resident =>
    {
        resident.Encrypt(each => each.Name, "residents").ForSubject(nameof(Resident.Id));
        resident.Encrypt(each => each.Email, "residents").ForSubject(nameof(Resident.Id))
            .WithEqualityIndex(TextNormalizer.Email, IndexPlan.For(rows: 1_000_000, distinctValues: 800_000));
    });
}
#endregion

public static class SealAField
{
    public static void Add(WebApplicationBuilder builder)
    {
        #region add
        builder.Services.AddPlatform(platform => platform.AddEncryption()
            .UseSqliteKeyStore("data/keys.db")
            .UseLocalRootKey("/mnt/elsewhere/root-key")
            .AddReencryptionOf<TownContext>());
        builder.Services.AddDbContext<TownContext>((provider, options) => options
            .UseSqlite("Data Source=data/town.db")
            .UsePlatformEncryption(provider.GetRequiredService<Keyring>(), static _ => "town"));
        #endregion
    }

    public static async Task FindAsync(TownContext context, CancellationToken cancellationToken)
    {
        #region find
        var ada = await context.Residents.SingleAsync(each => each.Email == " ADA@example.org", cancellationToken);
        #endregion
        _ = ada;
    }

    public static async Task EraseAsync(SubjectEraser eraser, Resident resident, CancellationToken cancellationToken)
    {
        #region erase
        ErasureReceipt receipt = await eraser.EraseAsync("town", resident.Id.ToString(), cancellationToken);
        await File.WriteAllTextAsync($"receipt-{resident.Id}.jws", receipt.Signed, cancellationToken);
        #endregion
    }

    public static async Task RotateAsync(Keyring keyring, Platform.Encryption.Reencryption.Reencryptor reencryptor, Resident resident, CancellationToken cancellationToken)
    {
        #region rotate
        var scope = KeyScope.ForSubject("town", "residents", resident.Id.ToString());
        await keyring.RotateAsync(scope, cancellationToken);                    // from now on the new key seals; the old one still opens
        var report = await reencryptor.RunAsync(scope, cancellationToken);      // or leave it to the background job
        Console.WriteLine($"{report.Replaced} values sealed anew, {report.Left} left");
        #endregion
    }
}
