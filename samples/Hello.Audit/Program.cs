using System.Security.Cryptography;
using Platform.Audit;
using Platform.Audit.Checkpoints;
using Platform.Audit.Ed25519;
using Platform.Audit.Proofs;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

const string origin = "audit.example.com/hello";
using var signer = new Ed25519NoteSigner(origin, RandomNumberGenerator.GetBytes(32)); // a program keeps its seed; this one makes a new one each time
var tiles = new TileFolder(Directory.CreateTempSubdirectory("hello-audit-").FullName);
var log = new TileWriter(tiles);
for (var number = 0; number < 1000; number++)
    await log.AppendAsync("ada closed request "u8.ToArray().Concat(BitConverter.GetBytes(number)).ToArray());
await log.FlushAsync();
var checkpoint = new Checkpoint(origin, log.Size, log.Root).Sign(signer);

// The proof of one record: a text file of some hundred bytes.
var reader = new TileReader(tiles, log.Size);
var hashes = new TreeHash[TreeProof.MaxLength];
var count = await reader.Prover.ProveInclusionAsync(42, log.Size, hashes);
var proof = TlogProof.Write(42, hashes.AsSpan(0, count), checkpoint);
var entry = (await reader.ReadEntryAsync(42)).ToArray();

// Whoever has the public key verifies it, anywhere, offline.
using var key = Ed25519NoteVerifier.Parse(signer.Key.ToString());
var policy = new CheckpointPolicy(origin, [key]);
Console.WriteLine($"the record: {AuditVerifier.Verify(entry, proof, policy).Result}, proven by {count} hashes");
entry[0] = (byte)'b';
Console.WriteLine($"bda closed it: {AuditVerifier.Verify(entry, proof, policy).Result}");
Console.WriteLine($"the whole log: {await new TileVerifier(tiles, log.Size, log.Root).VerifyAsync()}");
