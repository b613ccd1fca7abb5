using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Encryption;
using Platform.Encryption.Engines;
using Platform.Encryption.Sodium;

namespace Platform.Benchmarks.Encryption;

/// <summary>Fields of 64 bytes and streams, everything included, beside the bare primitive and beside Data Protection.</summary>
public sealed class EncryptionArea : IGateArea
{
    public string Name => "encryption";

    public IEnumerable<GateRow> Rows() =>
    [
        GateRow.Time("seal a field, epochs", Seal("ours", Bcl(NonceMode.Epoch)), Encrypt(), Protect()),
        GateRow.Time("seal a field, random nonces", Seal("ours", Bcl(NonceMode.Random)), Encrypt(), Protect()),
        GateRow.Time("open a field, key at hand", Open("ours", Bcl(NonceMode.Epoch)), Decrypt(), Unprotect()),
        GateRow.Time("open a field, random nonces", Read("ours", static () => EncryptionEngine.Bcl, 1_000), Unprotect()),
        GateRow.Time("seal a field deterministically", SealDeterministically(), Protect()),
        GateRow.Time("blind index of an e-mail", Index(), Hash()),
        GateRow.Time("a warm lease", Side.Of("ours", WarmLease.Create, static work => work.Take(), static _ => "")),
        GateRow.Time("seal a field, sodium", Seal("sodium", Sodium), Seal("bcl", Bcl(NonceMode.Epoch)), Protect()),
        GateRow.Time("open a field, sodium", Open("sodium", Sodium), Open("bcl", Bcl(NonceMode.Epoch)), Unprotect()),
        GateRow.Time("read 200 fields with random nonces in turn, sodium", Read("sodium", static () => new SodiumEngine(), 200), Read("bcl", static () => EncryptionEngine.Bcl, 200)),
        GateRow.Time("1,000 fields, one key derived for all beside one for each", Batch(NonceMode.Random), Loop(NonceMode.Random)),
        GateRow.Time("1,000 fields, epochs", Batch(NonceMode.Epoch), Loop(NonceMode.Epoch)),
        GateRow.Time("EF Core, 10,000 rows of 4 encrypted fields, sodium", People("ours", static () => new SodiumEngine()), People("plaintext", static () => null)),
        GateRow.Time("re-encrypt 2,000 values after a rotation", Reencrypt(), Update()),
        GateRow.Time("seal a stream of 64 MiB", SealStream(), EncryptChunks()),
        GateRow.Time("open a stream of 64 MiB", OpenStream(), DecryptChunks()),
        GateRow.Quantity("1,000 cold leases of one tenant at once", "calls", "call", Noise.None, ColdLeases.CountCallsAsync),
        GateRow.Quantity("1,000 cold leases of a tenant whose key was rotated three times", "calls", "call", Noise.None, ColdLeases.CountCallsAfterRotationsAsync),
        GateRow.Quantity("1,000 cold subjects, fetched at once", "reads", "reads", Noise.None, ColdLeases.CountReadsAsync),
    ];

    private static Func<FieldWork> Bcl(NonceMode mode) => () => new FieldWork(EncryptionEngine.Bcl, mode);

    private static FieldWork Sodium() => new(new SodiumEngine(), NonceMode.Epoch);

    private static Side Seal(string name, Func<FieldWork> setUp) => Side.Of(name, setUp, static work => work.Seal(), static work => work.OpenedText());

    private static Side Open(string name, Func<FieldWork> setUp) => Side.Of(name, setUp, static work => work.Open(), static text => Convert.ToHexString(text));

    private static Side Encrypt() => Side.Of("AesGcm", static () => new AesGcmWork(), static work => work.Encrypt(), static work => work.DecryptedText());

    private static Side Decrypt() => Side.Of("AesGcm", static () => new AesGcmWork(), static work => work.Decrypt(), static text => Convert.ToHexString(text));

    private static Side Protect() => Side.Of("DataProtection", static () => new DataProtectionWork(), static work => work.Protect(), static work => work.UnprotectedText());

    private static Side Unprotect() => Side.Of("DataProtection", static () => new DataProtectionWork(), static work => work.Unprotect(), static text => Convert.ToHexString(text));

    private static Side Read(string name, Func<EncryptionEngine> engine, int values) =>
        Side.Of(name, () => new ReadingInTurn(engine(), values), static work => work.Open(), static text => Convert.ToHexString(text));

    private static Side SealDeterministically() => Side.Of("ours", static () => new DeterministicWork(), static work => work.Seal(), static work => work.OpenedText());

    /// <summary>What the two give are different functions of the same text: there is no answer to compare.</summary>
    private static Side Index() => Side.Of("ours", static () => new IndexWork(), static work => work.Compute(), static _ => "");

    private static Side Hash() => Side.Of("HMACSHA256", static () => new IndexWork(), static work => work.Hash(), static _ => "");

    private static Side Batch(NonceMode mode) => Side.Of("batch", () => new BatchWork(mode), static work => work.Batch(), static work => work.OpenedTexts());

    private static Side Loop(NonceMode mode) => Side.Of("loop", () => new BatchWork(mode), static work => work.Loop(), static work => work.OpenedTexts());

    private static Side People(string name, Func<EncryptionEngine?> engine) =>
        Side.Of(name, () => new PeopleWork(engine()), static work => work.Read(), static people => PeopleWork.AnswerOf(people));

    private static Side Reencrypt() => Side.OfAsync("ours", static token => ReencryptionWork.CreateAsync(token), static (work, _, token) => work.ReencryptAsync(token));

    private static Side Update() => Side.OfAsync("an UPDATE loop", static token => ReencryptionWork.CreateAsync(token), static (work, _, token) => work.UpdateAsync(token));

    private static Side SealStream() => Side.OfAsync("ours", static _ => new ValueTask<StreamWork>(new StreamWork()), static (work, _, token) => work.SealAsync(token));

    private static Side EncryptChunks() => Side.OfAsync("AesGcm", static _ => new ValueTask<StreamWork>(new StreamWork()), static (work, _, token) => work.EncryptChunksAsync(token));

    private static Side OpenStream() => Side.OfAsync("ours", static token => StreamWork.SealedAsync(token), static (work, _, token) => work.OpenAsync(token));

    private static Side DecryptChunks() => Side.OfAsync("AesGcm", static token => StreamWork.EncryptedAsync(token), static (work, _, token) => work.DecryptChunksAsync(token));
}
