using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.Tests.Reencryption;

/// <summary>Whatever happens in whichever order on whichever instance, what was written last is read, also after keys were retired.</summary>
public sealed class ReencryptionModelTests : KeyringTestBase
{
    public enum Step
    {
        Write,
        WriteByALeaseFromBefore,
        TakeALease,
        Rotate,
        Reencrypt,
        ReencryptAndRetire,
        WaitAMinute,
        WaitAnHour,
    }

    [Property(MaxTest = 60)]
    public async Task What_was_written_last_is_read(NonEmptyArray<(Step Step, byte Row, bool Other)> steps)
    {
        var letters = new MemoryTarget("letters", Residents);
        var expected = new Dictionary<int, string>();
        var (one, other) = (Another(), Another());
        using (await one.LeaseOrCreateAsync(Residents, Cancellation)) { }
        var held = await one.LeaseAsync(Residents, Cancellation);
        foreach (var ((step, row, isOther), number) in steps.Get.Select((step, number) => (step, number)))
        {
            var keyring = isOther ? other : one;
            switch (step)
            {
                case Step.Write:
                    using (var lease = await keyring.LeaseAsync(Residents, Cancellation))
                        letters.Write(lease, row % 8, expected[row % 8] = $"text {number}");
                    break;
                case Step.WriteByALeaseFromBefore:
                    if (Record.Exception(() => letters.Write(held, row % 8, $"text {number}")) is null)
                        expected[row % 8] = $"text {number}";
                    break;
                case Step.TakeALease:
                    held.Dispose();
                    held = await keyring.LeaseAsync(Residents, Cancellation);
                    break;
                case Step.Rotate:
                    await keyring.RotateAsync(Residents, Cancellation);
                    break;
                case Step.Reencrypt or Step.ReencryptAndRetire:
                    var report = await new Reencryptor(keyring, [letters], new ReencryptionSettings { PageSize = 3, ValuesPerSecond = null }).RunAsync(Residents, Cancellation);
                    Assert.Equal(0, report.Left);
                    if (step == Step.ReencryptAndRetire && report.Proof is { } proof)
                        Assert.Equal(proof.Keys, await keyring.RetireAsync(proof, Cancellation));
                    break;
                default:
                    Time.Advance(step == Step.WaitAMinute ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1));
                    break;
            }
        }
        held.Dispose();

        using var reading = await Another().LeaseAsync(Residents, Cancellation);
        Assert.Equal(expected.OrderBy(pair => pair.Key), letters.Values.Keys.Order().Select(row => new KeyValuePair<int, string>(row, letters.Read(reading, row))));
    }

    [Property]
    public void Batches_hold_every_scope_once_of_one_tenant_and_not_too_many_keys(NonEmptyArray<(byte Tenant, byte Former)> scopes)
    {
        var all = scopes.Get.OrderBy(each => each.Tenant).Select((each, number) => new FormerKeysOf(
            KeyScope.ForSubject($"t{each.Tenant}", "p", $"{number}"), [.. Enumerable.Range(1, each.Former + 2).Select(version => new StoredKey(
                KeyScope.ForSubject($"t{each.Tenant}", "p", $"{number}"), version, KeyId.FromBytes(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)), default, "by", DateTimeOffset.UnixEpoch))])).ToList();

        var batches = ReencryptionBatches.OfAsync(all.ToAsyncEnumerable(), keys => keys.Stored.Count % 7 != 0, Cancellation).ToBlockingEnumerable(Cancellation).ToList();

        Assert.Equal(all.Where(keys => keys.Stored.Count % 7 != 0), batches.SelectMany(batch => batch.Scopes));
        Assert.All(batches, batch => Assert.All(batch.Scopes, keys => Assert.Equal(batch.Tenant, keys.Scope.Tenant)));
        Assert.All(batches, batch => Assert.True(batch.Scopes.Count == 1 || batch.Scopes.Sum(keys => keys.Stored.Count - 1) <= ReencryptionBatches.MostKeys));
    }

    [Property]
    public void A_rest_makes_up_for_what_was_too_fast_and_never_for_what_was_slow(PositiveInt values, PositiveInt milliseconds, PositiveInt allowed)
    {
        var took = TimeSpan.FromMilliseconds(milliseconds.Get);
        var rest = Pace.RestAfter(values.Get, took, allowed.Get);

        Assert.True(rest >= TimeSpan.Zero);
        Assert.True(took + rest >= TimeSpan.FromSeconds((double)values.Get / allowed.Get));
        Assert.Equal(TimeSpan.Zero, Pace.RestAfter(values.Get, took, valuesPerSecond: null));
        if (rest > TimeSpan.Zero)
            Assert.Equal((double)values.Get / allowed.Get, (took + rest).TotalSeconds, 5);
    }
}
