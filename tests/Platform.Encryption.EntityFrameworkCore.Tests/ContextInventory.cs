using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Encryption.Inventory;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

public abstract partial class EncryptedContextContract
{
    [Fact]
    public async Task An_inventory_says_what_is_sealed_by_which_keys_and_what_is_personal_and_is_not()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
        using var keyring = new Keyring(Store, _root, new KeyringSettings { TimeProvider = time });
        await using (var context = Town(keyring))
        {
            context.AddRange(Ada(), Bob());
            await context.SaveChangesAsync(Cancellation);
        }
        await keyring.RotateAsync(KeyScope.ForPurpose("north", "residents"), Cancellation);
        await using (var context = Town(keyring))
        {
            context.Add(new Resident { Email = "carl@example.org", Note = "sings", PersonId = "carl" });
            await context.SaveChangesAsync(Cancellation);
        }
        await keyring.ShredAsync(KeyScope.ForSubject("north", "notes", "carl"), Cancellation);
        await RunAsync("""UPDATE "Residents" SET "Email" = NULL WHERE "Age" = 50""");
        using (await keyring.LeaseOrCreateAsync(KeyScope.ForPurpose("north", "forgotten"), Cancellation))
        {
        }
        await using var provider = InventoryOf(keyring);

        var report = await provider.GetRequiredService<EncryptionInventory>().TakeAsync(Cancellation);

        var email = report.Places.Single(static place => place.Name.EndsWith("Residents.Email", StringComparison.Ordinal));
        Assert.Equal(("Resident.Email", "Test:Contact", "Strict", "residents", false, 0L), (email.Property, email.PersonalData, email.State, email.Purpose, email.HasSubjects, email.PlaintextValues));
        Assert.Equal([new("north/residents", 1, KeyStanding.Former, 1), new("north/residents", 2, KeyStanding.Newest, 1)], email.Uses);
        Assert.Equal([BlindIndexKind.Equality, BlindIndexKind.Prefix], email.Indexes.Select(static index => index.Kind));
        var note = report.Places.Single(static place => place.Property == "Resident.Note");
        Assert.Equal([new(null, null, KeyStanding.Destroyed, 1), new InventoryUse("north/notes/…", null, KeyStanding.Newest, 2)], note.Uses);
        Assert.True(note.HasSubjects);
        Assert.Equal(3, report.Places.Single(static place => place.Property == "Resident.Home.Street").SealedValues);
        Assert.Equal(["Resident.Home.Town: PersonalData", "Visit.Place: ProtectedPersonalData"], report.Places.Where(static place => !place.IsEncrypted).Select(static place => $"{place.Property}: {place.PersonalData}"));
        Assert.Equal(
            [
                InventoryFindingKind.PersonalDataInPlaintext, InventoryFindingKind.PersonalDataInPlaintext, InventoryFindingKind.FormerKey, InventoryFindingKind.FormerKey, InventoryFindingKind.FormerKey,
                InventoryFindingKind.DestroyedKey, InventoryFindingKind.KeysWithoutPlace,
            ],
            report.Findings.Select(static finding => finding.Kind));
        Assert.False(report.IsClean);
        var subjects = report.Keysets.Single(static keyset => keyset.Kind == KeyScopeKind.Subject);
        Assert.Equal(("north/notes/…", 2L, 2L, 0L), (subjects.Keys, subjects.Scopes, subjects.Count, subjects.Former));
    }

    [Fact]
    public async Task An_inventory_tells_an_auditor_no_person_and_no_text_of_theirs()
    {
        await SaveAsync(Ada(), Bob());
        await using var provider = InventoryOf(Keyring);
        var report = await provider.GetRequiredService<EncryptionInventory>().TakeAsync(Cancellation);

        foreach (var text in (string[])[Encoding.UTF8.GetString(report.ToJson()), report.ToHtml()])
        {
            Assert.Contains("north/residents", text, StringComparison.Ordinal);
            foreach (var secret in (string[])["example.org", "looms", "Loom", "\"ada\"", ">ada<", "north/notes/ada", "040 123"])
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.Equal(2, json.RootElement.GetProperty("places").EnumerateArray().Single(static place => place.TryGetProperty("property", out var name) && name.GetString() == "Resident.Note").GetProperty("sealedValues").GetInt64());
        Assert.DoesNotContain("<script", report.ToHtml(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", report.ToHtml(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_inventory_finds_plaintext_and_keys_of_another_store_among_sealed_values()
    {
        await SaveAsync(Ada(), Bob());
        var isPostgreSql = Town().Database.ProviderName!.Contains("Npgsql", StringComparison.Ordinal);
        await RunAsync($"""UPDATE "Residents" SET "Phone" = {(isPostgreSql ? "'040 123'::bytea" : "'040 123'")} WHERE "Age" = 36""");
        var foreign = $"e101{new string('7', 64)}{new string('0', 80)}";
        await RunAsync($"""UPDATE "Residents" SET "Email" = {(isPostgreSql ? $"'\\x{foreign}'::bytea" : $"x'{foreign}'")} WHERE "Age" = 36""");
        await using var provider = InventoryOf(Keyring);

        var report = await provider.GetRequiredService<EncryptionInventory>().TakeAsync(Cancellation);

        var problems = report.Findings.Where(static finding => finding.IsProblem && finding.Kind != InventoryFindingKind.PersonalDataInPlaintext).ToList();
        Assert.Equal([(InventoryFindingKind.PlaintextAmongSealed, 1), (InventoryFindingKind.UnknownKey, 1)], problems.Select(static problem => (problem.Kind, problem.Values ?? -1)));
        Assert.EndsWith("Phone", problems[0].Place, StringComparison.Ordinal);
        Assert.EndsWith("Email", problems[1].Place, StringComparison.Ordinal);
    }

    private ServiceProvider InventoryOf(Keyring keyring)
    {
        var services = new ServiceCollection();
        services.AddPlatformEncryption().AddInventoryOf<TownContext>().AddInventoryOf<TownContext>();
        services.AddSingleton<IKeyStore>(Store);
        services.AddSingleton(keyring);
        services.AddDbContext<TownContext>(options =>
        {
            options.UsePlatformEncryption(keyring, static _ => "north");
            Configure(options);
        });
        return services.BuildServiceProvider();
    }
}
