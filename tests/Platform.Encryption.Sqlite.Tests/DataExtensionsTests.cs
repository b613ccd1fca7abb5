using Microsoft.Data.Sqlite;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Sqlite.Tests;

/// <summary>Sealed values and blind indexes through ADO.NET, on a real table.</summary>
public sealed class DataExtensionsTests : IDisposable
{
    private static readonly ColumnAddress Email = new("north", "residents", "email");
    private readonly DataKey _key = DataKey.Generate();
    private readonly DataKey _indexKey = DataKey.Generate();
    private readonly FieldCipher _fields;
    private readonly BlindIndexer _byEmail;
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public DataExtensionsTests()
    {
        _fields = new FieldCipher(new Keyset(_key));
        _byEmail = new BlindIndexer(new Keyset(_indexKey), "north", BlindIndex.Equality("residents", "email", TextNormalizer.Email, IndexPlan.For(5_000, 5_000)));
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText = "CREATE TABLE residents (id INTEGER PRIMARY KEY, email BLOB, email_index BLOB)";
        create.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _byEmail.Dispose();
        _fields.Dispose();
        _indexKey.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void What_is_written_is_found_and_opened_in_its_row()
    {
        Insert(1, "ada@example.org");
        Insert(2, "bob@example.org");
        Insert(3, null);

        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT id, email FROM residents WHERE email_index IN ({command.AddCandidates("$candidate", _byEmail, "Ada@Example.org")})";
        using var reader = command.ExecuteReader();

        Assert.True(reader.Read());
        Assert.Equal("ada@example.org", reader.OpenText(1, _fields, Email.Row([(byte)reader.GetInt32(0)])));
        Assert.Throws<SealedValueException>(() => reader.OpenText(1, _fields, Email.Row([9])));
    }

    [Fact]
    public void Null_stays_null()
    {
        Insert(3, null);

        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT email, email_index FROM residents";
        using var reader = command.ExecuteReader();

        Assert.True(reader.Read());
        Assert.Null(reader.OpenText(0, _fields, Email.Row([3])));
        Assert.True(reader.IsDBNull(1));
    }

    private void Insert(byte id, string? email)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT INTO residents VALUES ($id, $email, $index)";
        command.Parameters.AddWithValue("$id", id);
        command.AddSealed("$email", _fields, Email.Row([id]), email);
        command.AddBlindIndex("$index", _byEmail, email);
        command.ExecuteNonQuery();
    }
}
