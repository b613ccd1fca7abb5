using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

public abstract partial class EncryptedContextContract
{
    [Fact]
    public async Task All_that_a_context_has_sealed_is_sealed_and_indexed_anew_and_its_former_keys_can_go()
    {
        var time = new FakeTimeProvider();
        using var keyring = new Keyring(Store, _root, new KeyringSettings { TimeProvider = time });
        await using (var context = Town(keyring))
        {
            context.AddRange(Ada(), Bob(), new Member { Club = "rowing", Number = 7, Email = "rower@example.org" }, new Member { Club = "chess", Number = -3, Email = "king@example.org" });
            await context.SaveChangesAsync(Cancellation);
        }
        var rows = await RowAsync("Residents", "\"Age\" = 36");
        await using var provider = Services(keyring);
        var reencryptor = provider.GetRequiredService<Reencryptor>();
        Assert.Equal(5, reencryptor.Targets.Count);
        KeyScope[] scopes = [.. await ScopesAsync()];
        Assert.Equal(9, scopes.Length); // residents, two persons' notes, two clubs' members; Email twice, Phone, Street, and both of Member
        foreach (var scope in scopes)
            await keyring.RotateAsync(scope, Cancellation);
        time.Advance(TimeSpan.FromHours(2));

        var replaced = 0L;
        foreach (var scope in scopes)
        {
            var report = await reencryptor.RunAsync(scope, Cancellation);
            Assert.Equal((0, 0), (report.Left, report.Unreadable));
            replaced += report.Replaced;
            Assert.Single(await keyring.RetireAsync(report.Proof!, Cancellation));
        }

        // Email, Phone, Note and Street of two residents (Bob's street is empty and sealed too), and the e-mail address of two members; then their indexes.
        Assert.True(replaced >= 18, $"{replaced} were replaced.");
        var after = await RowAsync("Residents", "\"Age\" = 36");
        Assert.All(rows.Where(pair => pair.Value is byte[]), pair => Assert.NotEqual(pair.Value, after[pair.Key]));
        Assert.Equal(rows["Version"], after["Version"]);
        await using var reading = Town(AnotherKeyring());
        var ada = await reading.Residents.SingleAsync(each => each.Email == "ADA@example.org", Cancellation);
        Assert.Equal(("040 123", "likes looms", "Loom Lane 1"), (ada.Phone, ada.Note, ada.Home.Street));
        Assert.Equal(36, (await reading.Residents.SingleAsync(each => each.Email!.StartsWith("ada@"), Cancellation)).Age);
        Assert.Equal(36, (await reading.Residents.SingleAsync(each => each.Home.Street == "loom lane 1", Cancellation)).Age);
        Assert.Equal("rowing", (await reading.Members.SingleAsync(each => each.Email == "rower@example.org", Cancellation)).Club);
        Assert.Equal(-3, (await reading.Members.SingleAsync(each => each.Email.StartsWith("king@"), Cancellation)).Number);

        async Task<List<KeyScope>> ScopesAsync()
        {
            var all = new List<KeyScope>();
            foreach (var kind in (KeyScopeKind[])[KeyScopeKind.Purpose, KeyScopeKind.Subject])
            {
                await foreach (var key in Store.ListAsync(new KeyFilter { Kind = kind }, Cancellation))
                    all.Add(key.Scope);
            }
            return all;
        }
    }

    [Fact]
    public async Task What_somebody_is_changing_while_it_is_sealed_anew_is_saved_as_it_was_changed()
    {
        var time = new FakeTimeProvider();
        using var keyring = new Keyring(Store, _root, new KeyringSettings { TimeProvider = time });
        await using (var context = Town(keyring))
        {
            context.Add(Ada());
            await context.SaveChangesAsync(Cancellation);
        }
        await using var changing = Town(keyring);
        var ada = await changing.Residents.SingleAsync(Cancellation);
        await using var provider = Services(keyring);
        var residents = KeyScope.ForPurpose("north", "residents");
        await keyring.RotateAsync(residents, Cancellation);
        Assert.Equal(0, (await provider.GetRequiredService<Reencryptor>().RunAsync(residents, Cancellation)).Left);

        ada.Email = "ada@example.com";
        Assert.Equal(1, await changing.SaveChangesAsync(Cancellation)); // no token has changed

        await using var reading = Town(AnotherKeyring());
        var read = await reading.Residents.SingleAsync(each => each.Email == "ada@example.com", Cancellation);
        Assert.Equal(("040 123", "likes looms"), (read.Phone, read.Note));
    }

    private ServiceProvider Services(Keyring keyring)
    {
        var services = new ServiceCollection();
        services.AddPlatformEncryption().AddReencryption(static options => options.ValuesPerSecond = null).AddReencryptionOf<TownContext>();
        services.AddSingleton(keyring);
        services.AddDbContext<TownContext>(options =>
        {
            options.UsePlatformEncryption(keyring, static _ => "north");
            Configure(options);
        });
        return services.BuildServiceProvider();
    }
}
