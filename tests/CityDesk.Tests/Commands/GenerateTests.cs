using CityDesk.Commands;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Commands;

public abstract class GenerateTests(CommandDatabase database) : CommandTestBase(database)
{
    [Fact]
    public async Task A_city_is_made_beside_the_first_one_and_grows_when_asked_for_more()
    {
        var made = await RunAsync("generate", "--requests", "1200", "--seed", "7");

        Assert.Equal(ExitCodes.Success, made.ExitCode);
        Assert.StartsWith("riverton-7.example has 1,200 requests; 1,200 of them were made now", made.Out, StringComparison.Ordinal);
        Assert.Equal([("riverton-7.example", 1_200), ("riverton.example", 5)], await CitiesAsync());

        var grown = await RunAsync("generate", "--requests", "1500", "--seed", "7");

        Assert.StartsWith("riverton-7.example has 1,500 requests; 300 of them were made now", grown.Out, StringComparison.Ordinal);
        Assert.Equal([("riverton-7.example", 1_500), ("riverton.example", 5)], await CitiesAsync());

        var enough = await RunAsync("generate", "--requests", "10", "--seed", "7");

        Assert.StartsWith("riverton-7.example has 1,500 requests; 0 of them were made now", enough.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_city_made_in_two_steps_is_the_city_made_in_one()
    {
        await using var other = Database.CreateAnother();
        await RunAsync("generate", "--requests", "30", "--seed", "8");
        await RunAsync("generate", "--requests", "50", "--seed", "8");
        await CommandRun.RunAsync(["generate", "--requests", "50", "--seed", "8", .. other.Settings]);

        Assert.Equal(await AddressesAsync(other), await AddressesAsync(Database));
    }

    [Fact]
    public async Task A_word_that_stands_there_twice_is_meant_twice()
    {
        await using var other = Database.CreateAnother();

        var made = await CommandRun.RunAsync(["generate", "--requests", "6", "--seed", "6", .. other.Settings]);

        Assert.Equal((ExitCodes.Success, ""), (made.ExitCode, made.ExitCode == ExitCodes.Success ? "" : made.Error));
        Assert.StartsWith("riverton-6.example has 6 requests; 6 of them were made now", made.Out, StringComparison.Ordinal);
    }

    private async Task<List<(string, int)>> CitiesAsync()
    {
        await using var context = Database.OpenContext();
        var cities = await context.Requests.Where(r => !r.JurisdictionId.StartsWith("riverton-8")).GroupBy(r => r.JurisdictionId).Select(city => new { city.Key, Count = city.Count() }).ToListAsync(Cancelled);
        return [.. cities.Select(city => (city.Key, city.Count)).OrderBy(city => city.Key, StringComparer.Ordinal)];
    }

    private static async Task<List<string?>> AddressesAsync(CommandDatabase database)
    {
        await using var context = database.OpenContext();
        return await context.Requests.Where(r => r.JurisdictionId == "riverton-8.example").OrderBy(r => r.Id).Select(r => r.Location.Address).ToListAsync(Cancelled);
    }
}

public sealed class GenerateOnSqlite(SqliteCommandDatabase database) : GenerateTests(database), IClassFixture<SqliteCommandDatabase>;

public sealed class GenerateOnPostgreSql(PostgreSqlCommandDatabase database) : GenerateTests(database), IClassFixture<PostgreSqlCommandDatabase>;
