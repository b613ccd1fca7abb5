using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Platform.Encryption;
using Platform.Encryption.Engines;
using Platform.Encryption.EntityFrameworkCore;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>10,000 rows with four texts each, read as tracked entities from SQLite in memory; encrypted, or as they are.</summary>
internal sealed class PeopleWork : IDisposable
{
    private const int Rows = 10_000;

    private readonly LocalRootKey _root = LocalRootKey.FromSecret(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
    private readonly Keyring _keyring;
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly DbContextOptions<People> _options;

    /// <param name="engine">What encrypts, or <see langword="null"/> for nothing.</param>
    public PeopleWork(EncryptionEngine? engine)
    {
        _keyring = new Keyring(new InMemoryKeyStore(), _root, new KeyringSettings { Fields = new FieldCipherSettings { Engine = engine ?? EncryptionEngine.Bcl, NonceMode = NonceMode.Epoch } });
        _connection.Open();
        var options = new DbContextOptionsBuilder<People>().UseSqlite(_connection);
        _options = engine is null ? options.Options : options.UsePlatformEncryption(_keyring, static _ => "north").Options;
        using var people = new People(_options, engine is not null);
        people.Database.EnsureCreated();
        for (var i = 0; i < Rows; i++)
        {
            people.Add(new Person
            {
                Id = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                Name = $"Ada Lovelace the {i}th",
                Email = $"ada.lovelace.{i}@example.org",
                Phone = $"+49 40 123 {i}",
                Street = $"Loom Lane {i}, by the river",
            });
        }
        people.SaveChanges();
        IsEncrypted = engine is not null;
    }

    private bool IsEncrypted { get; }

    public List<Person> Read()
    {
        using var people = new People(_options, IsEncrypted);
        return [.. people.Set<Person>()];
    }

    /// <summary>All that was read, as one number.</summary>
    public static string AnswerOf(List<Person> people) =>
        $"{people.Count} {people.Sum(static person => (long)(person.Name + person.Email + person.Phone + person.Street).Sum(static letter => (long)letter))}";

    public void Dispose()
    {
        _connection.Dispose();
        _keyring.Dispose();
        _root.Dispose();
    }

    internal sealed class Person
    {
        public Guid Id { get; init; }

        public required string Name { get; set; }

        public required string Email { get; set; }

        public required string Phone { get; set; }

        public required string Street { get; set; }
    }

    private sealed class People(DbContextOptions<People> options, bool isEncrypted) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            var person = modelBuilder.Entity<Person>();
            person.Property(static each => each.Id).ValueGeneratedNever();
            if (!isEncrypted)
                return;
            person.Encrypt(static each => each.Name, "people");
            person.Encrypt(static each => each.Email, "people");
            person.Encrypt(static each => each.Phone, "people");
            person.Encrypt(static each => each.Street, "people");
        }
    }
}
