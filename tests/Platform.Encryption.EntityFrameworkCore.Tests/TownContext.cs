using Microsoft.EntityFrameworkCore;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

public sealed class TownContext(DbContextOptions<TownContext> options) : DbContext(options)
{
    public DbSet<Resident> Residents => Set<Resident>();

    public DbSet<Visit> Visits => Set<Visit>();

    public DbSet<Member> Members => Set<Member>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Resident>(resident =>
        {
            resident.Property(each => each.Id).ValueGeneratedNever();
            resident.Property(each => each.Version).IsConcurrencyToken();
            resident.ComplexProperty(each => each.Home);
            resident.Encrypt(each => each.Email, "residents")
                .WithEqualityIndex(TextNormalizer.Email, IndexPlan.For(100_000, 90_000))
                .WithPrefixIndex(TextNormalizer.Email, IndexPlan.For(100_000, 5_000), 3);
            resident.Encrypt(each => each.Phone, "residents").WithEqualityIndex(TextNormalizer.Phone("49"), IndexPlan.InsecureForFewValues(4, 4));
            resident.Encrypt(each => each.Name, "names").WithNGramIndex(TextNormalizer.Text, IndexPlan.For(100_000, 20_000)).ForSubject(nameof(Resident.PersonId));
            resident.Encrypt(each => each.Note, "notes").ForSubject(nameof(Resident.PersonId));
            resident.Encrypt(each => each.Home.Street, "residents").WithEqualityIndex(TextNormalizer.Text, IndexPlan.For(100_000, 5_000));
        });
        modelBuilder.Entity<Member>().HasKey(member => new { member.Club, member.Number });
    }
}
