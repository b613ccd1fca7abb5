using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Encryption.Erasing;
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
        Assert.Equal(6, reencryptor.Targets.Count); // Name has none here
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

    [Fact]
    public async Task Properties_that_share_a_column_keep_their_keys_and_their_indexes()
    {
        var time = new FakeTimeProvider();
        using var keyring = new Keyring(Store, _root, new KeyringSettings { TimeProvider = time });
        await using (var context = Context<PlacesContext>(keyring))
        {
            await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancellation);
            context.AddRange(new Shop { Email = "shop@example.org", Phone = "111 222" }, new School { Email = "school@example.org", Phone = "333 444" });
            await context.SaveChangesAsync(Cancellation);
            Assert.Equal(
                ["Places.Email (schools): 1", "Places.Email (shops): 1", "Places.Phone: 2"],
                context.Model.GetSealedColumns().Select(static column => $"{column.Name}: {column.Indexes.Count}").Order(StringComparer.Ordinal));
        }
        var services = new ServiceCollection();
        services.AddPlatformEncryption().AddReencryptionOf<PlacesContext>().AddReencryptionOf<PlacesContext>(); // which is harmless, and adds the rest
        services.Configure<PlatformReencryptionOptions>(static options => options.ValuesPerSecond = null);
        services.AddSingleton(keyring);
        services.AddScoped(_ => Context<PlacesContext>(keyring));
        await using var provider = services.BuildServiceProvider();
        var reencryptor = provider.GetRequiredService<Reencryptor>();
        var scopes = await ScopesAsync();
        Assert.Equal(5, scopes.Count); // shops, schools, phones, and an index of each column
        foreach (var scope in scopes)
            await keyring.RotateAsync(scope, Cancellation);
        time.Advance(TimeSpan.FromHours(2));

        foreach (var scope in scopes)
        {
            var report = await reencryptor.RunAsync(scope, Cancellation);
            Assert.Equal((0, 0), (report.Left, report.Unreadable));
            await keyring.RetireAsync(report.Proof!, Cancellation);
        }

        await using var reading = Context<PlacesContext>(AnotherKeyring());
        Assert.Equal("111 222", (await reading.Set<Shop>().SingleAsync(each => each.Email == "shop@example.org", Cancellation)).Phone);
        Assert.Equal("333 444", (await reading.Set<School>().SingleAsync(each => each.Email == "school@example.org", Cancellation)).Phone);
        Assert.Equal("shop@example.org", (await reading.Set<Shop>().SingleAsync(each => each.Phone == "111222", Cancellation)).Email);
        Assert.Equal("school@example.org", (await reading.Set<School>().SingleAsync(each => each.Phone == "333444", Cancellation)).Email);
    }

    [Fact]
    public async Task What_was_read_before_its_key_was_retired_is_not_written_back_with_it()
    {
        var time = new FakeTimeProvider();
        using var keyring = new Keyring(Store, _root, new KeyringSettings { TimeProvider = time });
        await using (var context = Town(keyring))
        {
            context.AddRange(Ada(), Bob());
            await context.SaveChangesAsync(Cancellation);
        }

        // A context that lives long: a circuit, a desktop, a batch.
        await using var living = Town(keyring);
        var ada = await living.Residents.SingleAsync(each => each.Age == 36, Cancellation);
        var bob = await living.Residents.SingleAsync(each => each.Age == 50, Cancellation);
        await using var provider = Services(keyring);
        await RetireAllAsync(keyring, provider.GetRequiredService<Reencryptor>(), time);

        // One is marked whole, the other was deleted by somebody and is put back.
        ada.Age = 37;
        living.Update(ada);
        await RunAsync("""DELETE FROM "Residents" WHERE "Age" = 50""");
        living.Entry(bob).State = EntityState.Added;
        bob.Age = 51;
        await living.SaveChangesAsync(Cancellation);

        await using var reading = Town(AnotherKeyring());
        var one = await reading.Residents.SingleAsync(each => each.Email == "ada@example.org", Cancellation);
        Assert.Equal((37, "040 123", "likes looms", "Loom Lane 1"), (one.Age, one.Phone, one.Note, one.Home.Street));
        var other = await reading.Residents.SingleAsync(each => each.Email == "bob@example.org", Cancellation);
        Assert.Equal((51, "040 99", "rows boats"), (other.Age, other.Phone, other.Note));
    }

    [Fact]
    public async Task A_person_who_is_erased_is_found_by_nothing_any_more_and_the_receipt_counts_what_is_unreadable()
    {
        await using (var context = Town())
        {
            context.AddRange(Ada(), Bob(), new Member { Club = "rowing", Number = 7, Email = "rower@example.org" }, new Member { Club = "chess", Number = 3, Email = "king@example.org" });
            await context.SaveChangesAsync(Cancellation);
        }
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var services = new ServiceCollection();
        services.AddPlatformEncryption().AddReencryptionOf<TownContext>().AddErasure(_ => new EcdsaReceiptSigner("receipts", key));
        services.AddSingleton(Keyring);
        services.AddScoped(_ => Town());
        await using var provider = services.BuildServiceProvider();
        var eraser = provider.GetRequiredService<SubjectEraser>();

        // A club is a subject of its own here, with an index on its members' addresses.
        var receipt = await eraser.EraseAsync("north", "rowing", Cancellation);

        var member = Assert.Single(receipt.Places, static place => place.UnreadableValues == 1);
        Assert.Equal(("TownContext: Members.Email", "Members.EmailIndex, Members.EmailPrefix4Index"), (member.Name, string.Join(", ", member.Emptied)));
        Assert.NotNull(ErasureReceipt.Verify(receipt.Signed, key));
        var row = await RowAsync("Members", "\"Number\" = 7");
        Assert.Equal((DBNull.Value, DBNull.Value), (row["EmailIndex"], row["EmailPrefix4Index"]));
        await using var reading = Town();
        Assert.Equal(0, await reading.Members.CountAsync(each => each.Email == "rower@example.org", Cancellation));
        Assert.Equal(3, (await reading.Members.SingleAsync(each => each.Email == "king@example.org", Cancellation)).Number);
        Assert.Equal("040 123", (await reading.Residents.SingleAsync(each => each.Email == "ada@example.org", Cancellation)).Phone);

        Assert.Equal(1, Assert.Single((await eraser.EraseAsync("north", "ada", Cancellation)).Places, static place => place.UnreadableValues > 0).UnreadableValues);
        await using var afterwards = Town();
        Assert.Null((await afterwards.Residents.SingleAsync(each => each.Email == "ada@example.org", Cancellation)).Note);
    }

    private async Task RetireAllAsync(Keyring keyring, Reencryptor reencryptor, FakeTimeProvider time)
    {
        foreach (var scope in await ScopesAsync())
            await keyring.RotateAsync(scope, Cancellation);
        time.Advance(TimeSpan.FromHours(2));
        await foreach (var report in reencryptor.RunAllAsync(tenant: null, Cancellation))
        {
            Assert.Equal((0, 0), (report.Left, report.Unreadable));
            Assert.Equal(report.Scopes.Count, (await keyring.RetireAsync(report.Proof!, Cancellation)).Count);
        }
    }

    private async Task<List<KeyScope>> ScopesAsync()
    {
        var all = new List<KeyScope>();
        foreach (var kind in (KeyScopeKind[])[KeyScopeKind.Purpose, KeyScopeKind.Subject])
        {
            await foreach (var key in Store.ListAsync(new KeyFilter { Kind = kind }, Cancellation))
                all.Add(key.Scope);
        }
        return all;
    }

    private ServiceProvider Services(Keyring keyring, Action<PlatformEncryptionBuilder>? more = null)
    {
        var services = new ServiceCollection();
        var encryption = services.AddPlatformEncryption().AddReencryption(static options => options.ValuesPerSecond = null).AddReencryptionOf<TownContext>();
        more?.Invoke(encryption);
        services.AddSingleton(keyring);
        services.AddDbContext<TownContext>(options =>
        {
            options.UsePlatformEncryption(keyring, static _ => "north");
            Configure(options);
        });
        return services.BuildServiceProvider();
    }
}
