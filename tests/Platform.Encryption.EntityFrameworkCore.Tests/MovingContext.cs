using Microsoft.EntityFrameworkCore;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

/// <summary>A row of a column that moves from plaintext to sealed.</summary>
public sealed class Letter
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public string? Text { get; set; }
}

/// <summary>The same table in each state.</summary>
public abstract class MovingContext(DbContextOptions options, EncryptionState state) : DbContext(options)
{
    public DbSet<Letter> Letters => Set<Letter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Letter>().Encrypt(letter => letter.Text, "letters")
        .During(state)
        .WithEqualityIndex(TextNormalizer.Text, IndexPlan.For(100_000, 90_000))
        .WithPrefixIndex(TextNormalizer.Text, IndexPlan.For(100_000, 5_000), 2)
        .WithNGramIndex(TextNormalizer.Text, IndexPlan.For(100_000, 20_000));
}

public sealed class ReadBothContext(DbContextOptions<ReadBothContext> options) : MovingContext(options, EncryptionState.ReadBoth);

public sealed class WriteNewContext(DbContextOptions<WriteNewContext> options) : MovingContext(options, EncryptionState.WriteNew);

public sealed class StrictContext(DbContextOptions<StrictContext> options) : MovingContext(options, EncryptionState.Strict);
