using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;
using Platform.Encryption.Tests.Reference;
using Platform.Testing;

namespace Platform.Encryption.Tests.Reencryption;

public sealed class ReencryptionServiceTests
{
    private static readonly KeyScope Residents = KeyScope.ForPurpose("north", "residents");

    private readonly FakeTimeProvider _time = new();
    private readonly FallibleKeyStore _store = new();
    private readonly MemoryTarget _letters = new("letters", Residents);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_the_background_values_are_sealed_anew_and_keys_retired_where_that_was_chosen(bool retires)
    {
        using var host = Build(options => options.RetireWhenProven = retires);
        await host.StartAsync(Cancellation);
        var keyring = host.Services.GetRequiredService<Keyring>();
        using (var lease = await keyring.LeaseOrCreateAsync(Residents, Cancellation))
            _letters.Write(lease, 1, "text");
        await keyring.RotateAsync(Residents, Cancellation);
        var newest = (await _store.ReadAsync(Residents, Cancellation)).Keys[^1].Id;

        await UntilAsync(async () => KeyId.TryReadFrom(_letters.Values[1], out var id) && id == newest && (await CountKeysAsync() == (retires ? 1 : 2)));

        if (!retires)
        {
            // Former keys that stay are searched until they are proved to be done with, and then no more; until there is another.
            await UntilAsync(async () =>
            {
                var asked = _letters.Asked;
                for (var lists = _store.Lists; _store.Lists < lists + 4; await Task.Yield())
                    _time.Advance(TimeSpan.FromMinutes(30));
                return asked == _letters.Asked;
            });
            Assert.Equal(2, await CountKeysAsync());
            var before = _letters.Asked;
            await keyring.RotateAsync(Residents, Cancellation);
            await UntilAsync(() => Task.FromResult(_letters.Asked > before));
        }
        await host.StopAsync(Cancellation);
        using var reading = await keyring.LeaseAsync(Residents, Cancellation);
        Assert.Equal("text", _letters.Read(reading, 1));
    }

    [Fact]
    public async Task One_scope_that_fails_does_not_keep_the_others_waiting()
    {
        var broken = KeyScope.ForPurpose("north", "broken");
        var failing = new MemoryTarget("failing", broken) { Between = () => throw new IOException("away") };
        using var host = Build(static _ => { }, failing);
        var keyring = host.Services.GetRequiredService<Keyring>();
        await host.StartAsync(Cancellation);
        foreach (var scope in (KeyScope[])[broken, Residents])
        {
            using (var lease = await keyring.LeaseOrCreateAsync(scope, Cancellation))
                (scope == broken ? failing : _letters).Write(lease, 1, "text");
            await keyring.RotateAsync(scope, Cancellation);
        }
        var newest = (await _store.ReadAsync(Residents, Cancellation)).Keys[^1].Id;

        await UntilAsync(() => Task.FromResult(failing.Asked > 1 && KeyId.TryReadFrom(_letters.Values[1], out var id) && id == newest));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    [StopTestOf(typeof(ReencryptionService))]
    public async Task A_host_that_ends_does_not_wait_for_a_page_and_leaves_it_as_it_was()
    {
        var atWork = new TaskCompletionSource();
        _letters.Between = async () =>
        {
            atWork.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _letters.Stop);
        };
        using var host = Build(static _ => { });
        var keyring = host.Services.GetRequiredService<Keyring>();
        await keyring.InitializeStoreAsync(Cancellation);
        using (var lease = await keyring.LeaseOrCreateAsync(Residents, Cancellation))
            _letters.Write(lease, 1, "text");
        await keyring.RotateAsync(Residents, Cancellation);
        var before = _letters.Values[1];

        await OwnedLoop.AssertStopsAsync(host.Services.GetServices<IHostedService>().OfType<ReencryptionService>().Single(), () => atWork.Task);

        Assert.Same(before, _letters.Values[1]);
    }

    [Fact]
    public async Task Options_that_make_no_sense_and_a_program_without_targets_do_not_start()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Reencryption:Interval"] = "00:00:00",
            ["Reencryption:PageSize"] = "0",
            ["Reencryption:ValuesPerSecond"] = "0",
            ["Reencryption:Grace"] = "-00:00:01",
        }).Build();
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddPlatformEncryption().UseInMemoryKeyStore().UseRootKey(static _ => Root()).AddReencryption(configuration.GetSection("Reencryption"));
        using (var host = builder.Build())
            Assert.Equal(4, (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation))).Failures.Count());

        builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddPlatformEncryption().UseInMemoryKeyStore().UseRootKey(static _ => Root()).AddReencryption();
        using (var host = builder.Build())
            Assert.Contains("AddReencryptionTargets", (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    private static LocalRootKey Root() => LocalRootKey.FromSecret([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    private IHost Build(Action<PlatformReencryptionOptions> configure, params IReencryptionTarget[] more)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddPlatformEncryption(static options => options.InitializeStore = true).UseKeyStore(_ => _store).UseRootKey(static _ => Root())
            .AddReencryption(configure).AddReencryption().AddReencryptionTargets(_ => [_letters]).AddReencryptionTargets(_ => more);
        return builder.Build();
    }

    private async Task<int> CountKeysAsync() => (await _store.ReadAsync(Residents, Cancellation)).Keys.Count;

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMinutes(30));
            await Task.Yield();
        }
    }
}
