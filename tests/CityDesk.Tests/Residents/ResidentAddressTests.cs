using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Residents;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityDesk.Tests.Residents;

/// <summary>One resident for an e-mail address, found without opening anything.</summary>
public abstract class ResidentAddressTests(Desk desk) : ConsoleTests(desk)
{
    private readonly string _mail = $"Jo.{Guid.NewGuid():N}@mail.example";

    [Fact]
    public async Task Whoever_files_again_is_known_by_the_table_alone_however_the_address_is_written()
    {
        var service = await CityAsync();
        var first = await FileAsync(service);
        // What they filed cannot be found or opened any more.
        await Desk.InDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"""UPDATE "Requests" SET "Reporter_Email" = NULL, "ReporterEmailIndex" = NULL WHERE "Id" = {first.Id}""", Cancelled));

        var second = await FileAsync(service, $" {_mail.ToUpperInvariant()} ");

        Assert.Equal(first.ResidentId, second.ResidentId);
        Assert.Equal(1, await AddressesOfAsync(first.ResidentId!));
        Assert.NotEqual(first.ResidentId, (await FileAsync(service, $"other-{_mail}")).ResidentId);
    }

    [Fact]
    public async Task Who_is_known_from_before_there_was_a_table_is_found_by_what_they_filed_and_then_by_the_table()
    {
        var service = await CityAsync();
        var before = await RequestAsync(service, draft: Draft(_mail));
        Assert.Equal(0, await AddressesOfAsync(before.ResidentId!));

        Assert.Equal(before.ResidentId, (await FileAsync(service)).ResidentId);

        Assert.Equal(1, await AddressesOfAsync(before.ResidentId!));
    }

    [Fact]
    public async Task Two_desks_that_meet_a_new_address_at_once_make_one_resident()
    {
        var service = await CityAsync();
        ServiceRequest? others = null;
        // Between the look and the saving another desk files with the same address.
        var request = await FileAsync(service, meanwhile: () => others ??= FileAsync(service).GetAwaiter().GetResult());

        Assert.NotNull(others);
        Assert.Equal(others.ResidentId, request.ResidentId);
        Assert.Equal(1, await AddressesOfAsync(request.ResidentId!));
        Assert.Equal(2, await Desk.InDatabaseAsync(db => db.Requests.CountAsync(r => r.ResidentId == request.ResidentId, Cancelled)));
    }

    [Fact]
    public async Task Many_at_once_make_one_resident_and_none_is_refused()
    {
        var service = await CityAsync();

        var filed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => FileAsync(service), Cancelled)));

        Assert.Single(filed.Select(static request => request.ResidentId).Distinct());
        Assert.Equal(8, await Desk.InDatabaseAsync(db => db.Requests.CountAsync(r => r.ResidentId == filed[0].ResidentId, Cancelled)));
    }

    [Fact]
    public async Task Whoever_files_after_an_erasure_or_while_it_goes_on_is_somebody_new()
    {
        var service = await CityAsync();
        var first = await FileAsync(service);

        var meanwhile = await FileAsync(service, meanwhile: () => Desk.WhileTimePassesAsync(EraseAsync(first.ResidentId!)).GetAwaiter().GetResult());
        var after = await FileAsync(service);

        Assert.NotEqual(first.ResidentId, meanwhile.ResidentId);
        Assert.Equal(meanwhile.ResidentId, after.ResidentId);
        Assert.Equal(0, await AddressesOfAsync(first.ResidentId!));
        Assert.Equal(_mail, (await ReadAsync(after.Id)).Reporter.Email);
        Assert.True((await ReadAsync(first.Id)).IsErased);
    }

    [Fact]
    public async Task Whoever_is_about_to_be_erased_is_nobody_also_while_what_they_filed_can_still_be_found()
    {
        var service = await CityAsync();
        var first = await FileAsync(service);
        // As far as an erasure gets before the audit log holds it up: it is decided, and the address is forgotten.
        await Desk.InDatabaseAsync(async db =>
        {
            db.Add(new Erasure { ResidentId = first.ResidentId!, BegunAt = Desk.Clock.GetUtcNow() });
            return await db.SaveChangesAsync(Cancelled);
        });

        var known = await FileAsync(service);
        await Desk.WhileTimePassesAsync(EraseAsync(first.ResidentId!));

        Assert.NotEqual(first.ResidentId, known.ResidentId);
        Assert.Equal(known.ResidentId, (await FileAsync(service)).ResidentId);
        Assert.Equal(_mail, (await ReadAsync(known.Id)).Reporter.Email);
    }

    [Fact]
    public async Task Who_writes_none_for_an_address_shares_it_with_nobody()
    {
        var service = await CityAsync();

        var (one, another) = (await FileAsync(service, "none"), await FileAsync(service, "none"));

        Assert.NotEqual(one.ResidentId, another.ResidentId);
        Assert.Equal(0, await AddressesOfAsync(one.ResidentId!));
    }

    [Theory]
    [InlineData("Smith")]
    [InlineData("n/a")]
    [InlineData("+49")]
    public async Task What_is_no_number_finds_nobody_who_gave_none(string searched)
    {
        var service = await CityAsync();
        await RequestAsync(service, draft: new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Jo", Phone = "n/a" } });
        await using var scope = Desk.Services.CreateAsyncScope();

        Assert.Empty(await scope.ServiceProvider.GetRequiredService<ResidentRecords>().FindAsync(searched, Cancelled));
    }

    private static RequestDraft Draft(string mail) => new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Jo", Email = mail } };

    /// <summary>Files as an instance of the desk does, in a scope of its own.</summary>
    private async Task<ServiceRequest> FileAsync(Service service, string? mail = null, Action? meanwhile = null)
    {
        await using var scope = Desk.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<DeskDbContext>();
        var own = await context.Services.SingleAsync(s => s.Id == service.Id, Cancelled);
        if (meanwhile is not null)
        {
            var isFirst = true;
            context.SavingChanges += (_, _) =>
            {
                if (isFirst)
                    meanwhile();
                isFirst = false;
            };
        }
        return await scope.ServiceProvider.GetRequiredService<RequestFiling>().FileAsync(own, Draft(mail ?? _mail), "test", Desk.Clock.GetUtcNow(), "", null, Cancelled);
    }

    private async Task<bool> EraseAsync(string id)
    {
        await using var scope = Desk.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ResidentErasure>().EraseAsync(id, Cancelled)).IsSuccess;
    }

    private Task<int> AddressesOfAsync(string id) => Desk.InDatabaseAsync(db => db.Set<ResidentAddress>().CountAsync(a => a.ResidentId == id, Cancelled));
}

public sealed class ResidentAddressOnSqlite(SqliteDesk desk) : ResidentAddressTests(desk), IClassFixture<SqliteDesk>;

public sealed class ResidentAddressOnPostgreSql(PostgreSqlDesk desk) : ResidentAddressTests(desk), IClassFixture<PostgreSqlDesk>;
