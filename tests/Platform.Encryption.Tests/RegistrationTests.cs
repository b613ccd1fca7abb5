using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Platform.Encryption.Keys;
using Platform.Encryption.Tests.Reference;

namespace Platform.Encryption.Tests;

public sealed class RegistrationTests
{
    private static readonly ColumnAddress Email = new("north", "residents", "email");

    [Fact]
    public async Task A_host_seals_and_opens()
    {
        await using var provider = With(services => services.AddPlatformEncryption());
        Assert.Equal("x", await RoundTripAsync(provider));
        Assert.Same(provider.GetRequiredService<Keyring>(), provider.GetRequiredService<Keyring>());
    }

    [Fact]
    public async Task Options_come_from_configuration()
    {
        await using var provider = With(services => services.AddPlatformEncryption(Section(("NonceMode", "Epoch"), ("PaddingSizes:0", "64"), ("Capacity", "7"), ("RefreshAfter", "00:01:00"))), new FakeTimeProvider());
        using var lease = await provider.GetRequiredService<Keyring>().LeaseOrCreateAsync(KeyScope.ForPurpose("north", "residents"), TestContext.Current.CancellationToken);

        Assert.Equal(74 + 64, lease.Fields.Seal(Email.Row([1]), [1]).Length);
        Assert.Equal(lease.Fields.Seal(Email.Row([1]), [1])[34..46], lease.Fields.Seal(Email.Row([1]), [1])[34..46]);
        Assert.Equal((7, TimeSpan.FromMinutes(1)), (provider.GetRequiredService<IOptions<PlatformEncryptionOptions>>().Value.Capacity, provider.GetRequiredService<IOptions<PlatformEncryptionOptions>>().Value.RefreshAfter));
    }

    [Fact]
    public async Task A_misspelt_option_is_an_error()
    {
        await using var provider = With(services => services.AddPlatformEncryption(Section(("NonceMod", "Epoch"))));
        Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<Keyring>());
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        await using var provider = With(services => services.AddPlatformEncryption(options =>
        {
            options.NonceMode = (NonceMode)7;
            options.PaddingSizes.Add(16);
            options.PaddingSizes.Add(16);
            options.RefreshAfter = TimeSpan.Zero;
            options.RetryAfter = TimeSpan.Zero;
            options.LookUpTimeout = TimeSpan.Zero;
            options.UnusableAfter = TimeSpan.FromSeconds(-1);
            options.BackupRetention = TimeSpan.FromSeconds(-1);
            options.Capacity = 0;
        }));
        var thrown = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<Keyring>());
        Assert.Equal(8, thrown.Failures.Count());
    }

    [Fact]
    public async Task Calling_it_twice_is_harmless_and_the_last_word_counts()
    {
        await using var provider = With(services =>
        {
            services.AddPlatformEncryption(options => options.Capacity = 5);
            services.AddPlatformEncryption(options => options.Capacity = 6);
            return services.AddPlatformEncryption();
        });
        Assert.Equal("x", await RoundTripAsync(provider));
        Assert.Equal(6, provider.GetRequiredService<IOptions<PlatformEncryptionOptions>>().Value.Capacity);
        Assert.Single(provider.GetServices<Keyring>());
    }

    [Fact]
    public void Without_a_place_for_keys_it_says_what_to_do()
    {
        using var nothing = With(services => services.AddPlatformEncryption(), addKeys: false);
        Assert.Contains("UseSqliteKeyStore", Assert.Throws<InvalidOperationException>(() => nothing.GetRequiredService<Keyring>()).Message, StringComparison.Ordinal);
        using var noRoot = With(services => services.AddPlatformEncryption().UseInMemoryKeyStore(), addKeys: false);
        Assert.Contains("UseLocalRootKey", Assert.Throws<InvalidOperationException>(() => noRoot.GetRequiredService<Keyring>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_local_root_key_is_read_from_its_file()
    {
        var folder = Directory.CreateTempSubdirectory("platform-encryption-");
        var path = Path.Combine(folder.FullName, "root-key");
        LocalRootKey.CreateFile(path);
        await using (var provider = With(services => services.AddPlatformEncryption().UseInMemoryKeyStore().UseLocalRootKey(path), addKeys: false))
            Assert.Equal("x", await RoundTripAsync(provider));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_root_key_file_that_others_can_read_is_told_of()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes of files.");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("platform-encryption-");
        var (mine, everybodys) = (Path.Combine(folder.FullName, "mine"), Path.Combine(folder.FullName, "everybodys"));
        foreach (var path in (string[])[mine, everybodys])
            LocalRootKey.CreateFile(path);
        File.SetUnixFileMode(everybodys, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var log = new RecordingLogger<Keyring>();
        var services = new ServiceCollection();
        services.AddSingleton<Microsoft.Extensions.Logging.ILogger<Keyring>>(log);
        services.AddPlatformEncryption().UseInMemoryKeyStore().UseLocalRootKey(mine, everybodys);
        using (var provider = services.BuildServiceProvider())
            Assert.NotNull(provider.GetRequiredService<Keyring>());
        folder.Delete(recursive: true);

        Assert.Equal([$"Warning 5 The root key file {everybodys} can be read by others than its owner. Who reads it reads everything."], log.Lines);
    }

    [Fact]
    public async Task An_engine_that_gives_wrong_answers_is_not_used()
    {
        await using var provider = With(services => services.AddPlatformEncryption().UseEngine(new FaultyEngine(Fault.AcceptsEveryTag)));
        Assert.Throws<System.Security.Cryptography.CryptographicException>(() => provider.GetRequiredService<Keyring>());
    }

    private static async Task<string> RoundTripAsync(ServiceProvider provider)
    {
        using var lease = await provider.GetRequiredService<Keyring>().LeaseOrCreateAsync(KeyScope.ForPurpose("north", "residents"), TestContext.Current.CancellationToken);
        return lease.Fields.OpenText(Email.Row([1]), lease.Fields.SealText(Email.Row([1]), "x"));
    }

    private static ServiceProvider With(Func<IServiceCollection, PlatformEncryptionBuilder> add, bool addKeys = true) => With(add, time: null, addKeys);

    private static ServiceProvider With(Func<IServiceCollection, PlatformEncryptionBuilder> add, TimeProvider? time, bool addKeys = true)
    {
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        var builder = add(services);
        Assert.Equal(("Encryption", services), (builder.Name, builder.Services));
        if (addKeys)
            builder.UseInMemoryKeyStore().UseRootKey(_ => new CountingRootKey());
        return services.BuildServiceProvider();
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"Encryption:{value.Key}", (string?)value.Value)))
        .Build().GetSection("Encryption");
}
