using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Encryption.Erasing;
using Platform.Encryption.Keys;
using Platform.Encryption.Tests.Reference;

namespace Platform.Encryption.Tests.Erasing;

public sealed class SubjectEraserTests : KeyringTestBase
{
    private static readonly KeyScope AdasNotes = KeyScope.ForSubject("north", "notes", "ada");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CountingPlace _residents = new("residents.email", "residents");
    private readonly CountingPlace _notes = new("a cache of notes", "notes");

    [Fact]
    public async Task All_that_is_sealed_for_a_person_is_unreadable_and_the_receipt_says_what()
    {
        var value = await SealAsync(Keyring, Ada);
        await SealAsync(Keyring, AdasNotes);
        await Keyring.RotateAsync(Ada, Cancellation);
        var others = await SealAsync(Keyring, Bob);
        KeyId[] keys = [.. (await Store.ReadAsync(AdasNotes, Cancellation)).Keys.Concat((await Store.ReadAsync(Ada, Cancellation)).Keys).Select(static key => key.Id)];
        _residents.Values = 3;
        var now = Time.GetUtcNow();

        var receipt = await Eraser().EraseAsync("north", "ada", Cancellation);

        Assert.Equal(keys.Select(static id => id.ToString()).Order(), receipt.Keys.Select(static id => id.ToString()).Order());
        Assert.Equal(["notes", "residents"], receipt.Purposes);
        Assert.Equal((now, now + TimeSpan.FromDays(30)), (receipt.ErasedAt, receipt.BackupsExpireAt));
        Assert.Equal(now + TimeSpan.FromHours(1) + TimeSpan.FromSeconds(10), receipt.FinalFrom);
        Assert.Equal([("residents.email", 3L), ("a cache of notes", 0L)], receipt.Places.Select(static place => (place.Name, place.UnreadableValues!.Value)));
        Assert.Equal(receipt.Keys, _residents.Erased!.Keys);
        Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => OpenAsync(Keyring, Ada, value)));
        Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => SealAsync(Another(), AdasNotes)));
        Assert.Equal("x", await OpenAsync(Keyring, Bob, others));
    }

    [Fact]
    public async Task A_receipt_is_verified_by_its_public_key_and_names_nobody()
    {
        await SealAsync(Keyring, Ada);
        var receipt = await Eraser().EraseAsync("north", "ada", Cancellation);
        using var publicKey = ECDsa.Create(_key.ExportParameters(includePrivateParameters: false));

        var verified = ErasureReceipt.Verify(receipt.Signed, publicKey)!;

        Assert.Equal(receipt.Keys, verified.Keys);
        Assert.Equal((receipt.ErasedAt, receipt.FinalFrom, receipt.BackupsExpireAt, receipt.Tenant), (verified.ErasedAt, verified.FinalFrom, verified.BackupsExpireAt, verified.Tenant));
        Assert.Equal(receipt.Places.Select(static place => $"{place.Name} {place.UnreadableValues} {string.Join(',', place.Emptied)}"), verified.Places.Select(static place => $"{place.Name} {place.UnreadableValues} {string.Join(',', place.Emptied)}"));
        Assert.True(verified.IsOf("north", "ada"));
        Assert.False(verified.IsOf("north", "bob"));
        Assert.False(verified.IsOf("south", "ada"));
        var parts = receipt.Signed.Split('.');
        Assert.Equal("""{"alg":"ES256","kid":"receipts 1","typ":"JOSE"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.DoesNotContain("\"ada", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_changed_in_a_receipt_it_is_none_any_more()
    {
        await SealAsync(Keyring, Ada);
        var signed = (await Eraser().EraseAsync("north", "ada", Cancellation)).Signed;
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var longer = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var parts = signed.Split('.');
        var none = Base64Url.EncodeToString("""{"alg":"none"}"""u8);
        var withExtension = Base64Url.EncodeToString("""{"alg":"ES256","crit":["exp"]}"""u8);
        string[] changed =
        [
            "", ".", "..", "...", signed + ".", signed + "=", signed + "==", signed + " ", $"{signed[..^1]}{(signed[^1] == 'A' ? 'B' : 'A')}", $"{none}.{parts[1]}.", $"{none}.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}.{parts[2][..^4]}",
            $"{parts[0]}.{Base64Url.EncodeToString("{}"u8)}.{parts[2]}", Signed(withExtension, parts[1]), Signed(Base64Url.EncodeToString("[]"u8), parts[1]),
            Signed(Base64Url.EncodeToString("""{"alg":["ES256"]}"""u8), parts[1]), Signed(parts[0], Base64Url.EncodeToString("{}"u8)), Signed(parts[0], Base64Url.EncodeToString("[]"u8)),
            Signed(parts[0], Base64Url.EncodeToString("""{"kind":"platform-encryption-erasure/2"}"""u8)), Signed(parts[0], Base64Url.EncodeToString("no json"u8)),
            .. Enumerable.Range(0, signed.Length).Where(i => signed[i] != '.' && i % 7 == 0).Select(i => signed[..i] + (signed[i] == 'A' ? 'B' : 'A') + signed[(i + 1)..]),
        ];

        Assert.NotNull(ErasureReceipt.Verify(signed, _key));
        Assert.All(changed, text => Assert.Null(ErasureReceipt.Verify(text, _key)));
        Assert.Null(ErasureReceipt.Verify(signed, other));
        Assert.Null(ErasureReceipt.Verify(signed, longer));

        // With the right key, and not what a receipt is.
        string Signed(string header, string body) =>
            $"{header}.{body}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes($"{header}.{body}"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    [Fact]
    public async Task What_broke_off_is_finished_by_asking_again_and_the_receipt_says_the_same()
    {
        await SealAsync(Keyring, Ada);
        await SealAsync(Keyring, AdasNotes);
        _residents.Failure = new IOException("away");
        Assert.Equal("away", (await Assert.ThrowsAsync<IOException>(() => Eraser().EraseAsync("north", "ada", Cancellation))).Message);
        Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => SealAsync(Keyring, AdasNotes)));
        Assert.NotNull(_notes.Erased); // one that fails does not keep the others waiting
        _residents.Failure = null;
        Time.Advance(TimeSpan.FromDays(3));

        var first = await Eraser().EraseAsync("north", "ada", Cancellation);
        Time.Advance(TimeSpan.FromDays(3));
        var second = await Eraser(Another()).EraseAsync("north", "ada", Cancellation);

        Assert.Equal(2, first.Keys.Count);
        Assert.Equal(Payload(first), Payload(second));
        Assert.Equal(Time.GetUtcNow() - TimeSpan.FromDays(6), second.ErasedAt);

        static string Payload(ErasureReceipt receipt) => receipt.Signed.Split('.')[1];
    }

    [Fact]
    public async Task Killed_after_each_step_it_can_be_finished()
    {
        for (var step = 1; step <= 2; step++)
        {
            var subject = $"person {step}";
            var scopes = new[] { "residents", "notes" }.Select(purpose => KeyScope.ForSubject("north", purpose, subject)).ToArray();
            foreach (var scope in scopes)
                await SealAsync(Keyring, scope);
            var calls = 0;
            Store.After = _ => ++calls == step ? throw new IOException("killed") : Task.CompletedTask;
            await Assert.ThrowsAsync<IOException>(() => Eraser().EraseAsync("north", subject, Cancellation));
            Store.After = static _ => Task.CompletedTask;

            var receipt = await Eraser(Another()).EraseAsync("north", subject, Cancellation);

            Assert.Equal(2, receipt.Keys.Count);
            foreach (var scope in scopes)
                Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => SealAsync(Another(), scope)));
        }
    }

    [Fact]
    public async Task Who_has_a_key_that_no_place_tells_of_is_not_erased_by_halves()
    {
        await SealAsync(Keyring, Ada);
        var files = KeyScope.ForSubject("north", "files", "ada");
        await SealAsync(Keyring, files);

        Assert.Contains("a key of files", (await Assert.ThrowsAsync<InvalidOperationException>(() => Eraser().EraseAsync("north", "ada", Cancellation))).Message, StringComparison.Ordinal);
        await SealAsync(Keyring, Ada);

        var receipt = await new SubjectEraser(Keyring, [_residents, new UncountedPlace("files", "files")], Signer()).EraseAsync("north", "ada", Cancellation);
        Assert.Equal(["files", "residents"], receipt.Purposes);
        Assert.Null(receipt.Places[1].UnreadableValues);
        Assert.Null(ErasureReceipt.Verify(receipt.Signed, _key)!.Places[1].UnreadableValues);
    }

    [Fact]
    public async Task Who_never_had_a_key_never_gets_one()
    {
        var receipt = await Eraser().EraseAsync("north", "ada", Cancellation);

        Assert.Empty(receipt.Keys);
        Assert.Equal(KeyUnavailableReason.Destroyed, await ReasonAsync(() => SealAsync(Keyring, Ada)));
    }

    [Fact]
    public async Task Erasing_is_logged_without_a_name()
    {
        await SealAsync(Keyring, Ada);
        var log = new RecordingLogger<SubjectEraser>();

        await new SubjectEraser(Keyring, [_residents], Signer(), log).EraseAsync("north", "ada", Cancellation);

        Assert.StartsWith("Information 10 Of north/…, all 1 keys", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain(log.Values, static value => value is ErasedSubject or KeyScope || $"{value}".Split(' ', '/').Contains("ada"));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        using var longer = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => new EcdsaReceiptSigner("k", longer));
        Assert.Throws<ArgumentException>(() => new EcdsaReceiptSigner(" ", _key));
        Assert.Throws<ArgumentException>(() => new UncountedPlace("files"));
        Assert.Throws<ArgumentException>(() => new SubjectEraser(Keyring, [], Signer()));
        Assert.Contains("Two places", Assert.Throws<ArgumentException>(() => new SubjectEraser(Keyring, [_residents, new UncountedPlace("residents.email", "p")], Signer())).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => new SubjectEraser(Keyring, [new CountingPlace("none")], Signer()).EraseAsync("north", "ada", Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => new SubjectEraser(Keyring, [_residents], new ShortSigner()).EraseAsync("north", "ada", Cancellation));
    }

    [Fact]
    public async Task A_host_erases_in_all_places_that_it_was_told_of()
    {
        var services = new ServiceCollection();
        services.AddSingleton(Keyring);
        services.AddPlatformEncryption().AddErasurePlaces(_ => [_residents]).AddErasurePlaces(_ => [_notes]).AddErasure(_ => Signer()).AddErasure(_ => Signer());
        services.AddSingleton<ILogger<SubjectEraser>>(new RecordingLogger<SubjectEraser>());
        await using var provider = services.BuildServiceProvider();

        var receipt = await provider.GetRequiredService<SubjectEraser>().EraseAsync("north", "ada", Cancellation);

        Assert.Equal(["residents.email", "a cache of notes"], receipt.Places.Select(static place => place.Name));
    }

    protected override void Dispose(bool disposing)
    {
        _key.Dispose();
        base.Dispose(disposing);
    }

    private EcdsaReceiptSigner Signer() => new("receipts 1", _key);

    private SubjectEraser Eraser(Keyring? keyring = null) => new(keyring ?? Keyring, [_residents, _notes], Signer());

    private sealed class CountingPlace(string name, params string[] purposes) : IErasurePlace
    {
        public string Name => name;

        public long Values { get; set; }

        public Exception? Failure { get; set; }

        public ErasedSubject? Erased { get; private set; }

        public IReadOnlyCollection<string> PurposesOf(string tenant) => purposes;

        public ValueTask<ErasedPlace> EraseAsync(ErasedSubject subject, CancellationToken cancellationToken)
        {
            Erased = subject;
            return Failure is { } failure ? throw failure : new(new ErasedPlace(name, Values, ["index"]));
        }
    }

    private sealed class ShortSigner : IReceiptSigner
    {
        public string KeyId => "short";

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => new(new byte[63]);
    }
}
