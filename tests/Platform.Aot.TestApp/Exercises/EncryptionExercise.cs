using Platform.Encryption;
using Platform.Encryption.Engines;
using Platform.Encryption.Erasing;
using Platform.Encryption.Keys;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class EncryptionExercise : IExercise
{
    public string Package => "Platform.Encryption";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        EncryptionEngine.Bcl.SelfTest();
        using var key = DataKey.Generate();
        var keys = new Keyset(key);
        var column = new ColumnAddress("north", "residents", "email");

        using var cipher = new FieldCipher(keys, new FieldCipherSettings { NonceMode = NonceMode.Epoch, Padding = PaddingBuckets.Of(32) });
        var value = cipher.SealText(column.Row("7"u8), "ada@example.org");
        Expect.That(cipher.OpenText(column.Row("7"u8), value) == "ada@example.org", "a field opens in its row");
        Expect.That(cipher.TryOpen(column.Row("8"u8), value, new byte[100], out _) == OpenResult.NotAuthentic, "a field opens in no other row");

        using var deterministic = new DeterministicFieldCipher(keys);
        Expect.That(deterministic.Open(column, deterministic.SealDeterministically(column, "x"u8)).AsSpan().SequenceEqual("x"u8), "a deterministic field opens");

        var index = BlindIndex.Equality("residents", "email", TextNormalizer.Email, IndexPlan.For(rows: 100_000, distinctValues: 90_000));
        using var indexer = new BlindIndexer(keys, "north", index);
        Expect.That(indexer.Candidates(" ADA@example.org")[0].AsSpan().SequenceEqual(indexer.Compute("ada@example.org")), "a blind index finds what is written otherwise");

        var documents = new JsonDocumentCipher(LetterContext.Default.Options, "letters");
        var json = documents.Seal(new Letter { Title = "Hello", From = "Ada Lovelace" }, cipher, "north", "7"u8);
        Expect.That(json.AsSpan().IndexOf("Hello"u8) > 0 && json.AsSpan().IndexOf("Ada Lovelace"u8) < 0, "what is marked is sealed in a document");
        Expect.That(documents.Open<Letter>(json, cipher, "north", "7"u8)!.From == "Ada Lovelace", "a document opens");

        var streams = new StreamCipher(keys);
        var file = new MemoryStream();
        await streams.SealAsync(new MemoryStream(new byte[200_000]), file, column.Row("7"u8), cancellationToken).ConfigureAwait(false);
        await using var opened = await streams.OpenForRandomAccessAsync(file, column.Row("7"u8), cancellationToken).ConfigureAwait(false);
        Expect.That(opened.Length == 200_000, "a stream opens");

        await ShredAsync(column, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ShredAsync(ColumnAddress column, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"platform-root-{Guid.NewGuid():N}");
        LocalRootKey.CreateFile(path);
        using var root = LocalRootKey.ReadFile(path);
        File.Delete(path);
        var keys = path + "-keys";
        using var store = new FileKeyStore(keys);
        using var keyring = new Keyring(store, root);
        var ada = KeyScope.ForSubject("north", "residents", "ada");
        await keyring.InitializeStoreAsync(cancellationToken).ConfigureAwait(false);
        using (var lease = await keyring.LeaseOrCreateAsync(ada, cancellationToken).ConfigureAwait(false))
            Expect.That(lease.Fields.OpenText(column.Row("7"u8), lease.Fields.SealText(column.Row("7"u8), "x")) == "x", "a subject's key seals and opens");
        await keyring.RotateAsync(KeyScope.ForTenant("north"), cancellationToken).ConfigureAwait(false);
        var report = await keyring.RewrapAsync("north", cancellationToken).ConfigureAwait(false);
        Expect.That(report is { Rewrapped: 1, Left: 0 }, "a subject's key is wrapped anew");
        var receipt = await keyring.ShredAsync(ada, cancellationToken).ConfigureAwait(false);
        Expect.That(receipt.KeyIds.Count == 1, "a subject's key is shredded");
        using var signing = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var eraser = new SubjectEraser(keyring, [new UncountedPlace("letters", "residents")], new EcdsaReceiptSigner("k", signing));
        var erased = await eraser.EraseAsync("north", "ada", cancellationToken).ConfigureAwait(false);
        Expect.That(ErasureReceipt.Verify(erased.Signed, signing)!.Keys.SequenceEqual(receipt.KeyIds), "a receipt of an erasure verifies");
        File.Delete(keys);
        File.Delete(keys + ".lock");
    }
}

internal sealed class Letter
{
    public string? Title { get; set; }

    [JsonEncrypted]
    public string? From { get; set; }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Letter))]
internal sealed partial class LetterContext : System.Text.Json.Serialization.JsonSerializerContext;
