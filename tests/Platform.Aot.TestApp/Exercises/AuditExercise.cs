using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Audit.Catalogs;
using Platform.Audit.Checkpoints;
using Platform.Audit.Notes;
using Platform.Audit.PersonalData;
using Platform.Audit.Proofs;
using Platform.Audit.Records;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Aot.TestApp.Exercises;

[AuditCatalog("native")]
internal static partial class NativeAudit
{
    [AuditEvent("tried", Target = "thing:{Id}", Outcome = AuditOutcome.Success)]
    public readonly partial record struct Tried(string Actor, int Id, bool IsNative);

    [AuditEvent("reported", Subject = "resident:{Id}")]
    public readonly partial record struct Reported(int Id, [property: Personal] string Email);
}

internal sealed class AuditExercise : IExercise
{
    private const string Origin = "audit.example.com/native";
    private const int Records = 600;

    public string Package => "Platform.Audit";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = new EcdsaNoteSigner(Origin, key);
        using var verifier = EcdsaNoteVerifier.Parse(signer.Key.ToString());
        var policy = new CheckpointPolicy(Origin, [verifier]);

        var tiles = new InMemoryTiles();
        var writer = new TileWriter(tiles);
        var frontier = new TreeFrontier();
        for (var at = 0; at < Records; at++)
        {
            await writer.AppendAsync(Record(at), cancellationToken).ConfigureAwait(false);
            frontier.Append(TreeHasher.HashLeaf(Record(at)));
        }
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        Expect.That(writer.Root == frontier.Root, "nodes hashed in vectors are those hashed one by one");

        var checkpoint = new Checkpoint(Origin, writer.Size, writer.Root).Sign(signer);
        Expect.That(policy.Verify(checkpoint, out _) == CheckpointResult.Verified, "a checkpoint verifies");
        var hashes = new TreeHash[TreeProof.MaxLength];
        var count = await new TileReader(tiles, writer.Size).Prover.ProveInclusionAsync(7, writer.Size, hashes, cancellationToken).ConfigureAwait(false);
        var proof = TlogProof.Write(7, hashes.AsSpan(0, count), checkpoint);
        Expect.That(AuditVerifier.TryVerify(Record(7), proof, policy), "the proof of a record verifies");
        Expect.That(AuditVerifier.Verify(Record(8), proof, policy).Result == AuditVerificationResult.NotIncluded, "that of another does not");

        var verification = await new TileVerifier(tiles, writer.Size, writer.Root).VerifyAsync(cancellationToken).ConfigureAwait(false);
        Expect.That(verification.IsIntact, $"the whole log verifies: {verification}");
        await AppendAsync(key, cancellationToken).ConfigureAwait(false);
    }

    private static async Task AppendAsync(ECDsa key, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Audit:ProducerName", "native"), new("Audit:Events:request.closed", "Allow")]).Build();
        var services = new ServiceCollection();
        services.AddPlatformAudit(configuration.GetSection("Audit")).SignWith(_ => new EcdsaNoteSigner(Origin, key)).AddAuditHealthCheck();
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            var log = provider.GetRequiredService<IAuditLog>();
            var closed = new AuditEvent(new AuditEventType("request.closed")) { Actor = "user:1", Outcome = AuditOutcome.Success }.With("id", 42);
            var receipt = await log.AppendAsync(closed, AuditAcknowledgement.Published, cancellationToken).ConfigureAwait(false);
            using var verifier = EcdsaNoteVerifier.Parse(new EcdsaNoteSigner(Origin, key).Key.ToString());
            var record = await log.ReadAsync(receipt.Index, cancellationToken).ConfigureAwait(false);
            var proof = await log.ProveAsync(receipt.Index, cancellationToken).ConfigureAwait(false);
            Expect.That(AuditVerifier.TryVerify(record.Span, proof, new CheckpointPolicy(Origin, [verifier])), "an event that was appended is proven");
            await log.AppendAsync(new NativeAudit.Tried("user:2", 7, true), cancellationToken: cancellationToken).ConfigureAwait(false);
            var page = await log.QueryAsync(new AuditQuery { Action = "native.*", Text = "USER 2", WithProofs = true }, cancellationToken).ConfigureAwait(false);
            Expect.That(page.Entries is [var found] && AuditVerifier.TryVerify(found.Record.Span, found.Proof.Span, new CheckpointPolicy(Origin, [verifier])), "a declared event is found and proven");
            var reported = await log.AppendAsync(new NativeAudit.Reported(17, "ada@example.com"), cancellationToken: cancellationToken).ConfigureAwait(false);
            var personal = provider.GetRequiredService<IAuditPersonalData>();
            await personal.EraseSubjectAsync("resident:17", cancellationToken: cancellationToken).ConfigureAwait(false);
            Expect.That((await personal.ReadAsync(reported.Index, cancellationToken).ConfigureAwait(false)) is [{ State: AuditPersonalState.Erased }], "what is personal is erased");
        }
    }

    private static byte[] Record(int at) => Encoding.UTF8.GetBytes($"record {at}");
}
