using Platform.Encryption;
using Platform.Encryption.Engines;
using Platform.Encryption.Keys;
using Platform.Encryption.Sodium;

var engine = SodiumEngine.IsSupported ? new SodiumEngine() : EncryptionEngine.Bcl;
engine.SelfTest();

// A program keeps its root key file; this one makes a new one each time, and its keys live as long as it does.
var file = Path.Combine(Directory.CreateTempSubdirectory("hello-encryption-").FullName, "root-key");
LocalRootKey.CreateFile(file);
using var root = LocalRootKey.ReadFile(file);
using var keyring = new Keyring(new InMemoryKeyStore(), root, new KeyringSettings { Fields = new FieldCipherSettings { Engine = engine } });

var email = new ColumnAddress("north", "residents", "email");
var ada = KeyScope.ForSubject("north", "residents", "ada");
using var lease = await keyring.LeaseOrCreateAsync(ada);
var value = lease.Fields.SealText(email.Row("7"u8), "ada@example.org");
Console.WriteLine($"sealed: {value.Length} bytes");
Console.WriteLine($"in another row: {lease.Fields.TryOpen(email.Row("8"u8), value, new byte[100], out _)}");

await keyring.RotateAsync(ada);
using var rotated = await keyring.LeaseAsync(ada);
Console.WriteLine($"after a rotation: {rotated.Fields.OpenText(email.Row("7"u8), value)}");

await keyring.RotateAsync(KeyScope.ForTenant("north"));
var report = await keyring.RewrapAsync("north");
var retired = await keyring.RetireTenantKeysAsync("north");
Console.WriteLine($"the tenant's key was rotated: {report.Rewrapped} keys wrapped anew, {report.Left} left, {retired.Count} former key deleted");

var byEmail = BlindIndex.Equality("residents", "email", TextNormalizer.Email, IndexPlan.For(rows: 1_000_000, distinctValues: 800_000));
using var searching = await keyring.LeaseOrCreateAsync(byEmail.ScopeFor("north"));
var beside = searching.Indexer(byEmail).Compute("ada@example.org");
Console.WriteLine($"found by its index: {searching.Indexer(byEmail).Candidates(" ADA@Example.org").Any(candidate => candidate.AsSpan().SequenceEqual(beside))}, in {beside!.Length} bytes");

var receipt = await keyring.ShredAsync(ada);
Console.WriteLine($"shredded: {receipt.KeyIds.Count} keys");
try
{
    lease.Fields.OpenText(email.Row("7"u8), value);
}
catch (ObjectDisposedException)
{
    Console.WriteLine("the lease from before the rotation opens nothing any more");
}
try
{
    using var gone = await keyring.LeaseAsync(ada);
}
catch (KeyUnavailableException exception)
{
    Console.WriteLine(exception.Message);
}
