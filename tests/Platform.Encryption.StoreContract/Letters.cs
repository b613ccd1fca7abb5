using System.Data.Common;
using System.Globalization;
using System.Text;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.StoreContract;

/// <summary>A table of sealed values: some with the key of a purpose, some with that of a person.</summary>
public sealed class Letters(DbDataSource source)
{
    public const int Rows = 24;
    public const string Tenant = "north";

    private static readonly ColumnAddress Body = new(Tenant, "letters", "body");
    private static readonly ColumnAddress Personal = new(Tenant, "letters", "personal");

    public static KeyScope Scope { get; } = KeyScope.ForPurpose(Tenant, "letters");

    public IReencryptionTarget Target { get; } = new SealedColumnTarget(source, ColumnOf("body", hasSubjects: false));

    public IReencryptionTarget PersonalTarget { get; } = new SealedColumnTarget(source, ColumnOf("personal", hasSubjects: true));

    public static bool IsPersonal(int row) => row % 4 >= 2;

    public static KeyScope ScopeOf(string person) => person.Length == 0 ? Scope : KeyScope.ForSubject(Tenant, "letters", person);

    public async Task CreateAsync(string bytes, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE TABLE letters (id integer NOT NULL PRIMARY KEY, person varchar(100) NOT NULL, body {bytes}, personal {bytes})";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task WriteAsync(Keyring keyring, int row, string text, string person)
    {
        using var lease = await keyring.LeaseOrCreateAsync(ScopeOf(person));
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        var column = IsPersonal(row) ? "personal" : "body";
        command.CommandText = $"INSERT INTO letters (id, person, {column}) VALUES (@id, @person, @value) ON CONFLICT (id) DO UPDATE SET person = @person, {column} = @value";
        Add(command, "@id", row);
        Add(command, "@person", person);
        Add(command, "@value", lease.Fields.SealText(AddressOf(row).Row(KeyOf(row)), text));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>All rows: whose they are and the sealed value.</summary>
    public async Task<Dictionary<int, (string Person, byte[] Value)>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = new Dictionary<int, (string, byte[])>();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, person, coalesce(body, personal) FROM letters";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(reader.GetInt32(0), (reader.GetString(1), (byte[])reader.GetValue(2)));
        return rows;
    }

    public static string Open(KeyLease lease, int row, byte[] value) => lease.Fields.OpenText(AddressOf(row).Row(KeyOf(row)), value);

    private static ColumnAddress AddressOf(int row) => IsPersonal(row) ? Personal : Body;

    private static byte[] KeyOf(int row) => Encoding.UTF8.GetBytes(row.ToString(CultureInfo.InvariantCulture));

    private static SealedColumn ColumnOf(string column, bool hasSubjects) => new()
    {
        Table = "letters",
        Column = column,
        PrimaryKey = ["id"],
        RowKey = static (reader, at) => KeyOf(reader.GetInt32(at)),
        Purpose = "letters",
        HasSubjects = hasSubjects,
    };

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
