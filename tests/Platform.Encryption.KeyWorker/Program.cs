using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using Platform.Encryption;
using Platform.Encryption.Keys;
using Platform.Encryption.PostgreSql;
using Platform.Encryption.Reencryption;
using Platform.Encryption.Sqlite;
using Platform.Encryption.StoreContract;

// engine, where the keys are, where the data is, journal
var (engine, keysAt, dataAt, journal) = (args[0], args[1], args[2], args[3]);
await using var data = engine == "postgresql" ? NpgsqlDataSource.Create(dataAt) : SqliteFactory.Instance.CreateDataSource(dataAt);
await using var keys = engine == "postgresql" ? NpgsqlDataSource.Create(keysAt) : null;
IKeyStore store = keys is not null ? new PostgreSqlKeyStore(keys) : engine == "file" ? new FileKeyStore(keysAt) : new SqliteKeyStore(keysAt);
using var root = KilledKeyWorkers.CreateRoot();
using var keyring = new Keyring(store, root, KilledKeyWorkers.Settings);
var letters = new Letters(data);
var reencryptor = new Reencryptor(keyring, [letters.Target, letters.PersonalTarget], KilledKeyWorkers.ReencryptionSettings);

// Without a buffer: a line that was written is the system's, and outlives the process.
using var lines = new FileStream(journal, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 });
var writing = new Lock();

// The first key is made by whoever writes first; those who only have it renewed find it.
(await keyring.LeaseOrCreateAsync(Letters.Scope)).Dispose();

// None of them ends but by a failure, of which whoever kills us is to hear at once.
await await Task.WhenAny(
    Task.Run(() => WriteAsync(0)), Task.Run(() => WriteAsync(1)), Task.Run(RotateAsync), Task.Run(ReencryptAsync));

// Each row has one writer, so that the lines of a row are in the order of what was done.
async Task WriteAsync(int writer)
{
    var random = new Random(Environment.ProcessId + writer);
    var persons = new Dictionary<int, string>();
    for (var number = 0; ; number++)
    {
        var row = 2 * random.Next(Letters.Rows / 2) + writer;
        var person = Letters.IsPersonal(row) ? persons.GetValueOrDefault(row) ?? (persons[row] = $"{row}-{Environment.ProcessId}-{number}") : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.{writer}.{number}");
        Write($"? {row} {text} {person}");
        try
        {
            await letters.WriteAsync(keyring, row, text, person);
        }
        catch (ObjectDisposedException)
        {
            // The lease became too old while we waited for the processor: nothing was written.
            continue;
        }
        Write($"! {row} {text} {person}");
        if (person.Length > 0 && number % 5 == 0)
        {
            Write($"d {row} {person} -");
            await AgainAsync(() => keyring.ShredAsync(Letters.ScopeOf(person)));
            persons.Remove(row);
            Write($"D {row} {person} -");
        }
    }
}

async Task RotateAsync()
{
    for (var number = 0; ; number++)
    {
        await AgainAsync(() => keyring.RotateAsync(Letters.Scope));
        if (number % 3 == 0)
        {
            await AgainAsync(() => keyring.RotateAsync(KeyScope.ForTenant(Letters.Tenant)));
            await AgainAsync(() => keyring.RewrapAsync(Letters.Tenant));
            await AgainAsync(() => keyring.RetireTenantKeysAsync(Letters.Tenant));
        }
        Write("r - - -");
        await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System);
    }
}

async Task ReencryptAsync()
{
    while (true)
    {
        ReencryptionProof? made = null;
        await AgainAsync(async () => made = (await reencryptor.RunAsync(Letters.Scope)).Proof);
        if (made is { } proof)
        {
            var retired = 0;
            await AgainAsync(async () => retired += (await keyring.RetireAsync(proof)).Count);
            Write($"k {retired} - -");
        }
        await Task.Yield();
    }
}

// SQLite's log may hold what was deleted while somebody reads; the store says so, and wants to be asked again. And keys become too old here after 400 ms, which
// a busy machine lets us wait for the processor.
static async Task AgainAsync(Func<Task> call)
{
    while (true)
    {
        try
        {
            await call();
            return;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            await Task.Yield();
        }
    }
}

void Write(string line)
{
    lock (writing)
        lines.Write(Encoding.UTF8.GetBytes(line + "\n"));
}
