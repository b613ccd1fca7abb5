using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.Erasing;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

public abstract partial class EncryptedContextContract
{
    [Fact]
    public async Task Texts_are_found_by_what_is_in_them_however_it_is_written()
    {
        await SaveNamesAsync("Ada Lovelace", "Grace Hopper", "Ada Loveless", "Jo", null, "Zo\u00EB \U0001F600\U0001F601\U0001F602");
        await using var context = Town();

        Assert.Equal(["Ada Lovelace", "Ada Loveless"], await NamesAsync(context.Residents.Where(each => each.Name!.Contains("LOVEL"))));
        Assert.Equal(["Ada Lovelace"], await NamesAsync(context.Residents.Where(each => each.Name!.Contains("a lovelac"))));
        Assert.Equal(["Ada Lovelace"], await NamesAsync(context.Residents.Where(each => each.Name!.EndsWith("lace"))));
        Assert.Equal(["Ada Lovelace", "Ada Loveless"], await NamesAsync(context.Residents.Where(each => each.Name!.StartsWith("ada "))));
        Assert.Empty(await NamesAsync(context.Residents.Where(each => each.Name!.StartsWith("lovel"))));
        Assert.Empty(await NamesAsync(context.Residents.Where(each => each.Name!.EndsWith("lovel"))));
        Assert.Empty(await NamesAsync(context.Residents.Where(each => each.Name!.Contains("velace ada"))));
        Assert.Single(await NamesAsync(context.Residents.Where(each => each.Name!.Contains("ZOE\u0308"))));
        Assert.Single(await NamesAsync(context.Residents.Where(each => each.Name!.Contains("\U0001F600\U0001F601\U0001F602"))));
        Assert.Equal(2, await context.Residents.CountAsync(each => each.Name!.Contains("love") && each.Age == 0, Cancellation));
        Assert.Equal(3, await context.Residents.CountAsync(each => each.Name!.Contains("love") || each.Name!.Contains("hopp"), Cancellation));
        Assert.Equal(["Ada Loveless"], context.Residents.Where(each => each.Name!.Contains("love")).OrderByDescending(each => each.PersonId).Take(1).Select(each => each.Name));
    }

    [Theory]
    [InlineData("lovelace", 1, "Ada Lovelace")]
    [InlineData("lovelase", 1, "Ada Lovelace")]
    [InlineData("lovlace", 1, "Ada Lovelace")]
    [InlineData("lovvelace", 1, "Ada Lovelace")]
    [InlineData("loveelacce", 2, "Ada Lovelace")]
    [InlineData("grase hopper", 1, "Grace Hopper")]
    [InlineData("lovelxce ada", 1, null)]
    [InlineData("hoppre gr", 1, null)]
    public async Task Texts_are_found_in_spite_of_typing_errors(string searched, int maxEdits, string? found)
    {
        await SaveNamesAsync("Ada Lovelace", "Grace Hopper", null, "Lo");
        await using var context = Town();

        var names = await NamesAsync(context.Residents.Where(each => EF.Functions.FuzzyContains(each.Name, searched, maxEdits)));

        Assert.Equal(found is null ? [] : [found], names);
    }

    [Fact]
    public async Task Pieces_follow_the_text_and_the_database_has_none_of_it()
    {
        await SaveNamesAsync("Ada Lovelace");
        await using (var context = Town())
        {
            (await context.Residents.SingleAsync(Cancellation)).Name = "Ada Byron";
            await context.SaveChangesAsync(Cancellation);
        }
        await using (var context = Town())
        {
            Assert.Empty(await NamesAsync(context.Residents.Where(each => each.Name!.Contains("lovelace"))));
            Assert.Single(await NamesAsync(context.Residents.Where(each => each.Name!.Contains("byron"))));
        }
        var pieces = Assert.IsType<byte[]>((await RowAsync("Residents"))["NameNGram3Index"]);
        Assert.Equal(4 + 7 * 2, pieces.Length);
        await using (var context = Town())
        {
            (await context.Residents.SingleAsync(Cancellation)).Name = null;
            await context.SaveChangesAsync(Cancellation);
        }
        Assert.Equal(DBNull.Value, (await RowAsync("Residents"))["NameNGram3Index"] ?? DBNull.Value);
    }

    [Fact]
    public async Task While_the_key_of_pieces_rotates_rows_of_either_are_found_and_then_all_are_of_the_newest()
    {
        var pieces = BlindIndex.NGram("Residents", "Name", TextNormalizer.Text, IndexPlan.For(100_000, 20_000)).ScopeFor("north");
        await SaveNamesAsync("Ada Lovelace");
        await Keyring.RotateAsync(pieces, Cancellation);
        await SaveNamesAsync("Ada Loveless");
        await using (var context = Town())
        {
            Assert.Equal(2, await context.Residents.CountAsync(each => each.Name!.Contains("ada love"), Cancellation));
            Assert.Equal(2, await context.Residents.CountAsync(each => EF.Functions.FuzzyContains(each.Name, "ada loxe", 1), Cancellation));
        }
        await using var provider = Services(Keyring);

        var report = await provider.GetRequiredService<Reencryptor>().RunAsync(pieces, Cancellation);

        Assert.Equal((1, 0, 0), (report.Replaced, report.Unreadable, report.Left));
        await using (var context = Town())
            Assert.Equal(2, await context.Residents.CountAsync(each => each.Name!.Contains("ada love"), Cancellation));
    }

    [Fact]
    public async Task Who_is_erased_is_in_no_set_any_more()
    {
        await SaveNamesAsync("Ada Lovelace", "Ada Loveless");
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await using var provider = Services(Keyring, builder => builder.AddErasure(_ => new EcdsaReceiptSigner("receipts", key)));

        var receipt = await provider.GetRequiredService<SubjectEraser>().EraseAsync("north", "p0", Cancellation);

        var place = Assert.Single(receipt.Places, static place => place.UnreadableValues > 0);
        Assert.Equal(("TownContext: Residents.Name", "Residents.NameNGram3Index"), (place.Name, Assert.Single(place.Emptied)));
        Assert.Equal(DBNull.Value, (await RowAsync("Residents", "\"PersonId\" = 'p0'"))["NameNGram3Index"]);
        await using var context = Town();
        Assert.Equal(["Ada Loveless"], await NamesAsync(context.Residents.Where(each => each.Name!.Contains("ada love"))));
    }

    [Fact]
    public async Task Pieces_are_measured_as_they_are()
    {
        await SaveNamesAsync("abcabc", "abcd");
        var index = BlindIndex.NGram("Residents", "Name", TextNormalizer.Text, IndexPlan.For(100_000, 20_000));
        await using var context = Town();
        await context.Database.OpenConnectionAsync(Cancellation);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = """SELECT "NameNGram3Index" FROM "Residents" WHERE "NameNGram3Index" IS NOT NULL""";

        var report = await LeakageReport.MeasureSetsAsync(command, index, Cancellation);

        Assert.Equal((5, 4, 2), (report.Rows, report.DistinctValues, report.LargestCount)); // abc bca cab, abc bcd
        Assert.Contains("4 different values", report.Warnings[0], StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => LeakageReport.MeasureSetsAsync(command, BlindIndex.Equality("a", "b", TextNormalizer.Text, index.Plan), Cancellation));
        command.CommandText = """SELECT "Name" FROM "Residents" """;
        Assert.DoesNotContain("abc", (await Assert.ThrowsAsync<ArgumentException>(() => LeakageReport.MeasureSetsAsync(
            command, BlindIndex.NGram("a", "b", TextNormalizer.Text, IndexPlan.InsecureUncut()), Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_is_moving_is_not_searched_by_pieces()
    {
        await using var context = Context<WriteNewContext>();

        foreach (var query in (IQueryable<Letter>[])
            [context.Letters.Where(letter => letter.Text!.Contains("secret")), context.Letters.Where(letter => EF.Functions.FuzzyContains(letter.Text, "secret", 1))])
            Assert.Contains("not Strict yet", (await Assert.ThrowsAsync<InvalidOperationException>(() => query.ToListAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    private static async Task<List<string?>> NamesAsync(IQueryable<Resident> residents) => [.. (await residents.AsNoTracking().ToListAsync(Cancellation)).Select(static each => each.Name).Order()];

    private Task SaveNamesAsync(params string?[] names) => SaveAsync([.. names.Select(static (name, i) => new Resident { Name = name, PersonId = $"p{i}" })]);
}
