using Microsoft.EntityFrameworkCore;
using Platform.Encryption.EntityFrameworkCore.Reencryption;
using Platform.Encryption.Keys;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

public sealed class RefusedModelTests : IDisposable
{
    private readonly LocalRootKey _root = LocalRootKey.FromSecret([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private readonly Keyring _keyring;

    public RefusedModelTests() => _keyring = new Keyring(new InMemoryKeyStore(), _root);

    public static TheoryData<string, Action<ModelBuilder>, string> Refused => new()
    {
        { "a key that the database makes", static model => model.Entity<Numbered>().Encrypt(each => each.Text, "p"), "which the database makes" },
        { "a key with a type that names nothing", static model => model.Entity<Timed>().Encrypt(each => each.Text, "p"), "cannot name a row" },
        { "no key", static model => model.Entity<Numbered>(entity => { entity.HasNoKey(); entity.Encrypt(each => each.Text, "p"); }), "has no key" },
        { "seeds", static model => model.Entity<Keyed>(entity => { entity.HasData(new Keyed { Id = Guid.NewGuid(), Text = "secret" }); entity.Encrypt(each => each.Text, "p"); }), "seed data" },
        { "a subject that there is not", static model => model.Entity<Keyed>().Encrypt(each => each.Text, "p").ForSubject("Nobody"), "no mapped property" },
        { "a row that is not unique", static model => model.Entity<Numbered>(entity => { entity.BindEncryptionTo("Name"); entity.Encrypt(each => each.Text, "p"); }), "not unique" },
        { "a row that there is not", static model => model.Entity<Numbered>(entity => { entity.BindEncryptionTo("Nobody"); entity.Encrypt(each => each.Text, "p"); }), "no mapped property" },
        { "a normaliser of one's own", static model => model.Entity<Keyed>().Encrypt(each => each.Text, "p").WithEqualityIndex(TextNormalizer.Custom("x-own", static text => text), IndexPlan.For(5_000, 5_000)), "There is no normaliser" },
        { "few texts", static model => model.Entity<Keyed>().Encrypt(each => each.Text, "p").WithEqualityIndex(TextNormalizer.Text, IndexPlan.For(5_000, 2)), "not indexed" },
        { "an index on plaintext", static model => model.Entity<IndexedOnly>(), "not encrypted" },
        { "an owned type", static model => model.Entity<Owner>().OwnsOne(owner => owner.Owned), "owned type" },
    };

    public static TheoryData<string, Action<ModelBuilder>, string> NotReencrypted => new()
    {
        { "a view", static model => model.Entity<Keyed>(entity => { entity.ToView("all_keyed"); entity.Encrypt(each => each.Text, "p"); }), "lies in no table" },
        {
            "a column that is bound to two things", static model =>
            {
                model.Entity<Parent>();
                model.Entity<Child>().Encrypt(each => each.Text, "p");
                model.Entity<OtherChild>().Encrypt(each => each.Text, "q").BoundTo("people", "text");
            },
            "share the column Text"
        },
    };

    public void Dispose()
    {
        _keyring.Dispose();
        _root.Dispose();
    }

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void A_model_that_could_not_keep_its_promise_is_refused(string name, Action<ModelBuilder> build, string advice)
    {
        using var context = new OneOff(_keyring, name, build);

        var refusal = Record.Exception(() => context.Model);

        Assert.True(refusal is InvalidOperationException or ArgumentException, $"{refusal}");
        Assert.Contains(advice, refusal!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_may_be_named_by_what_is_unique()
    {
        using var context = new OneOff(_keyring, "unique", static model => model.Entity<Numbered>(entity =>
        {
            entity.HasIndex(each => each.Name).IsUnique();
            entity.BindEncryptionTo(nameof(Numbered.Name)).Encrypt(each => each.Text, "p");
        }));

        Assert.Equal(["Id", "Name", "TextSealed"], context.Model.FindEntityType(typeof(Numbered))!.GetProperties().Select(property => property.Name));
    }

    [Theory]
    [MemberData(nameof(NotReencrypted), DisableDiscoveryEnumeration = true)]
    public void Columns_that_could_not_be_sealed_anew_are_told_and_not_left_out(string name, Action<ModelBuilder> build, string advice)
    {
        using var context = new OneOff(_keyring, name, build);

        Assert.Contains(advice, Assert.Throws<InvalidOperationException>(() => context.Model.GetSealedColumns()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_another_target_has_is_left_out_where_that_was_said()
    {
        using var context = new OneOff(_keyring, "elsewhere", static model =>
        {
            model.Entity<Keyed>(entity => { entity.ToView("all_keyed"); entity.Encrypt(each => each.Text, "p").ReencryptedElsewhere(); });
            model.Entity<Child>().Encrypt(each => each.Text, "p");
        });

        Assert.Equal(["Child.Text"], context.Model.GetSealedColumns().Select(static column => column.Name));
    }

    [Theory]
    [InlineData("Microsoft.EntityFrameworkCore.SqlServer")]
    [InlineData(null)]
    public void A_database_that_columns_are_not_re_encrypted_in_is_told_at_once(string? provider)
    {
        Assert.Contains("Npgsql", Assert.Throws<NotSupportedException>(() => ContextTargets.CheckProvider(provider, typeof(TownContext))).Message, StringComparison.Ordinal);
        ContextTargets.CheckProvider("Npgsql.EntityFrameworkCore.PostgreSQL", typeof(TownContext));
        ContextTargets.CheckProvider("Microsoft.EntityFrameworkCore.Sqlite", typeof(TownContext));
    }

    private sealed class OneOff(Keyring keyring, string name, Action<ModelBuilder> build) : DbContext
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UsePlatformEncryption(keyring, "north").UseSqlite("Data Source=:memory:")
            .EnableServiceProviderCaching(false).EnableSensitiveDataLogging(name.Length < 0);

        protected override void OnModelCreating(ModelBuilder modelBuilder) => build(modelBuilder);
    }

    private sealed class Numbered
    {
        public int Id { get; init; }

        public string Name { get; init; } = "";

        public string? Text { get; init; }
    }

    private sealed class Keyed
    {
        public Guid Id { get; init; }

        public string? Text { get; init; }
    }

    private abstract class Parent
    {
        public Guid Id { get; init; }
    }

    private sealed class Child : Parent
    {
        public string? Text { get; init; }
    }

    private sealed class OtherChild : Parent
    {
        public string? Text { get; init; }
    }

    private sealed class Timed
    {
        public DateTime Id { get; init; }

        public string? Text { get; init; }
    }

    private sealed class IndexedOnly
    {
        public Guid Id { get; init; }

        [BlindIndexed("text", 5_000, 5_000)]
        public string? Text { get; init; }
    }

    private sealed class Owner
    {
        public Guid Id { get; init; }

        public Inner? Owned { get; init; }
    }

    private sealed class Inner
    {
        [Encrypted("p")]
        public string? Text { get; init; }
    }
}
