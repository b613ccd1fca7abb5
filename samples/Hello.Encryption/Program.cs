using Platform.Encryption;
using Platform.Encryption.Engines;
using Platform.Encryption.Keys;
using Platform.Encryption.Sodium;

var engine = SodiumEngine.IsSupported ? new SodiumEngine() : EncryptionEngine.Bcl;
engine.SelfTest();

using var oldKey = DataKey.Generate();
using var newKey = DataKey.Generate();
using var before = new FieldCipher(new Keyset(oldKey));
using var after = new FieldCipher(new Keyset(newKey, oldKey), new FieldCipherSettings { Engine = engine });

var email = new ColumnAddress("north", "residents", "email");
var value = before.SealText(email.Row("7"u8), "ada@example.org");
Console.WriteLine($"sealed: {value.Length} bytes");
Console.WriteLine($"after a rotation: {after.OpenText(email.Row("7"u8), value)}");
Console.WriteLine($"in another row: {after.TryOpen(email.Row("8"u8), value, new byte[100], out _)}");
Console.WriteLine($"without the old key: {new FieldCipher(new Keyset(newKey)).TryOpen(email.Row("7"u8), value, new byte[100], out _)}");

using var plates = new DeterministicFieldCipher(new Keyset(newKey));
var plate = new ColumnAddress("north", "vehicles", "plate");
Console.WriteLine($"equal: {plates.SealDeterministically(plate, "AB 123"u8).AsSpan().SequenceEqual(plates.SealDeterministically(plate, "AB 123"u8))}");
