using System.Data.Common;
using System.Net;
using System.Security.Cryptography;
using CityDesk.Commands;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Residents;
using CityDesk.Tests.StaffConsole;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Encryption.Erasing;
using Platform.Errors;

namespace CityDesk.Tests.Residents;

/// <summary>An erasure is done once it is decided, whatever stops it, and its receipt is kept.</summary>
public abstract class ErasureTests(Desk desk) : ConsoleTests(desk)
{
    [Fact]
    public async Task Stopped_before_any_of_its_statements_it_is_gone_on_with_and_recorded_once()
    {
        var service = await CityAsync();
        List<string> erased = [];
        var stops = 0;
        for (var isStopped = true; isStopped; stops++)
        {
            var request = await NotedAsync(service);
            var fault = new StopBefore(stops);
            isStopped = await Desk.WhileTimePassesAsync(IsStoppedAsync(request.ResidentId!, fault));

            await Desk.WhileTimePassesAsync(GoOnAsync());

            var after = await ReadAsync(request.Id);
            if (await Desk.InDatabaseAsync(db => db.Set<Erasure>().AnyAsync(e => e.ResidentId == request.ResidentId, Cancelled)))
            {
                Assert.True(after.IsErased, $"Stopped before statement {stops}.");
                Assert.All(after.History, static line => Assert.Equal("", line.Note));
                Assert.True((await ReceiptAsync(request.ResidentId!)).IsOf(ResidentEncryption.Tenant, request.ResidentId!));
                erased.Add(request.ResidentId!);
            }
            else
            {
                // It had not begun.
                Assert.Equal("Ann", after.Reporter.FirstName);
            }
        }

        Assert.InRange(stops, 8, 100);
        Assert.InRange(erased.Count, stops - 4, stops - 1);
        foreach (var id in erased)
        {
            Assert.Equal(1, await RecordedAsync(id, "erased"));
            Assert.Equal(1, await RecordedAsync(id, "erasure-begun"));
        }
    }

    [Fact]
    public async Task Who_decided_it_stands_in_the_audit_log_from_its_beginning_whoever_finishes_it()
    {
        var request = await NotedAsync(await CityAsync());
        var member = await StaffAsync();
        using var visitor = Visitor();
        await visitor.SignInAsync(member.UserName, Password);
        var found = await visitor.SubmitAsync((await visitor.GetAsync("/desk/residents")).Form("/desk/residents/find"), ("who", request.Reporter.Email!));

        await Desk.WhileTimePassesAsync(visitor.SubmitAsync(found.Form("/desk/residents/erase")));

        Assert.Equal(1, await RecordedAsync(request.ResidentId!, "erasure-begun", $"staff:{member.UserName}"));
        // Once more, by somebody else.
        Assert.Equal(ExitCodes.Success, (await Desk.WhileTimePassesAsync(RunAsync("residents", "erase", request.ResidentId!))).Code);
        Assert.Equal(1, await RecordedAsync(request.ResidentId!, "erasure-begun", $"operator:{Environment.UserName}"));
        Assert.Equal(2, await RecordedAsync(request.ResidentId!, "erasure-begun"));
    }

    [Fact]
    public async Task Two_who_decide_it_at_once_decide_the_same_and_have_the_same_receipt()
    {
        var request = await NotedAsync(await CityAsync());
        string? others = null;

        // Between the look and the saving.
        var own = await EraseAsync(request.ResidentId!, saving: 1, () => others = EraseAsync(request.ResidentId!).GetAwaiter().GetResult());

        Assert.NotNull(others);
        Assert.Equal(others, own);
        Assert.Equal(1, await RecordedAsync(request.ResidentId!, "erasure-begun"));
        Assert.Equal(1, await RecordedAsync(request.ResidentId!, "erased"));
    }

    [Fact]
    public async Task Whoever_is_overtaken_at_the_end_has_the_receipt_that_is_kept()
    {
        var request = await NotedAsync(await CityAsync());
        string? others = null;

        var own = await EraseAsync(request.ResidentId!, saving: 2, () => others = EraseAsync(request.ResidentId!).GetAwaiter().GetResult());

        Assert.NotNull(others);
        Assert.Equal(others, own);
        Assert.Equal(own, (await ReceiptAsync(request.ResidentId!)).Signed);
        Assert.Equal(1, await RecordedAsync(request.ResidentId!, "erased"));
    }

    [Fact]
    public async Task Many_at_once_are_all_answered()
    {
        var request = await NotedAsync(await CityAsync());

        var receipts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => EraseAsync(request.ResidentId!), Cancelled)));

        Assert.Contains((await ReceiptAsync(request.ResidentId!)).Signed, receipts);
        Assert.True((await ReadAsync(request.Id)).IsErased);
    }

    [Fact]
    public async Task Whoever_was_erased_gets_no_new_key_and_is_told_so()
    {
        var request = await NotedAsync(await CityAsync());
        await EraseAsync(request.ResidentId!);

        var (code, output, error) = await RunAsync("residents", "rotate", request.ResidentId!);

        Assert.Equal((ExitCodes.Failure, "", "That resident was erased, or is about to be: there is nothing that could have a new key."), (code, output, error.Trim()));
        // Also where the database is older than the erasure, and only the keys know.
        await Desk.InDatabaseAsync(db => db.Set<Erasure>().Where(e => e.ResidentId == request.ResidentId).ExecuteDeleteAsync(Cancelled));
        Assert.Equal((code, error), await RefusedAsync());

        async Task<(int, string)> RefusedAsync()
        {
            var again = await RunAsync("residents", "rotate", request.ResidentId!);
            return (again.Code, again.Error);
        }
    }

    [Fact]
    public async Task Ids_that_nobody_has_are_refused_and_nothing_is_kept_of_them()
    {
        var id = Guid.NewGuid().ToString("N");
        await using var scope = Desk.Services.CreateAsyncScope();

        var refused = await scope.ServiceProvider.GetRequiredService<ResidentErasure>().EraseAsync(id, Cancelled);

        Assert.Equal(ErrorKind.NotFound, refused.Error.Kind);
        Assert.False(await Desk.InDatabaseAsync(db => db.Set<Erasure>().AnyAsync(e => e.ResidentId == id, Cancelled)));
        foreach (var command in (string[])["erase", "rotate"])
        {
            var (code, output, error) = await RunAsync("residents", command, id);
            Assert.Equal((ExitCodes.Failure, "", "Nobody has filed a request with that, or they were erased."), (code, output, error.Trim()));
        }
        Assert.Equal(ExitCodes.Failure, (await RunAsync("residents", "receipts", id)).Code);
    }

    [Fact]
    public async Task The_receipt_can_be_had_again_at_the_console_and_by_command()
    {
        var request = await NotedAsync(await CityAsync());
        var (code, printed, _) = await Desk.WhileTimePassesAsync(RunAsync("residents", "erase", request.ResidentId!));
        Assert.Equal(ExitCodes.Success, code);

        var (again, receipt, _) = await RunAsync("residents", "receipts", request.ResidentId!);
        Assert.Equal((ExitCodes.Success, printed), (again, receipt));
        Assert.Contains(request.ResidentId!, (await RunAsync("residents", "receipts")).Out, StringComparison.Ordinal);
        using var visitor = await SignedInAsync();
        var link = (await visitor.GetAsync("/desk/residents")).Page.QuerySelector($"a[href*='{request.ResidentId}']")!.GetAttribute("href")!;
        Assert.Equal(printed.Trim(), await visitor.Http.GetStringAsync(new Uri(link, UriKind.Relative), Cancelled));
        foreach (var none in (string[])["", "?id=x", $"?id={Guid.NewGuid():N}"])
            Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync($"/desk/residents/receipt{none}")).Status);
        using var stranger = Visitor();
        Assert.StartsWith("/desk/sign-in", (await stranger.GetAsync(link)).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_command_comes_next_goes_on_with_an_erasure_that_was_stopped()
    {
        var request = await NotedAsync(await CityAsync());
        await Desk.InDatabaseAsync(db =>
        {
            db.Add(new Erasure { ResidentId = request.ResidentId!, BegunAt = Desk.Clock.GetUtcNow() });
            return db.SaveChangesAsync(Cancelled);
        });
        Assert.Equal(ExitCodes.Failure, (await Desk.WhileTimePassesAsync(RunAsync("residents", "find", "nobody@mail.example"))).Code);

        Assert.True((await ReadAsync(request.Id)).IsErased);
        await ReceiptAsync(request.ResidentId!);
    }

    private Task<ServiceRequest> NotedAsync(Service service) => RequestAsync(
        service,
        static request => request.AddNote("Mrs Quince calls at noon.", "Ana Clerk", CityDesk.Tests.Desk.Today).ThrowIfFailure(),
        new() { Location = new() { Address = "x" }, Reporter = new() { FirstName = "Ann", Email = $"ann-{Guid.NewGuid():N}@mail.example" } });

    private async Task<bool> IsStoppedAsync(string id, StopBefore fault)
    {
        await using var scope = Desk.Services.CreateAsyncScope();
        await using var context = Faulty(scope.ServiceProvider, fault);
        var services = scope.ServiceProvider;
        var erasure = new ResidentErasure(
            context, new ResidentAddresses(context, services.GetRequiredService<Platform.Encryption.Keyring>()), services.GetRequiredService<SubjectEraser>(),
            services.GetRequiredService<IAuditPersonalData>(), services.GetRequiredService<ResidentKeys>(), Desk.Clock);
        try
        {
            return !(await erasure.EraseAsync(id, Cancelled)).IsSuccess;
        }
        catch (Exception failure) when (failure.GetBaseException().Message == StopBefore.Reason)
        {
            return true;
        }
    }

    /// <summary>As the next start and every command do, and each minute: until nothing is left.</summary>
    private async Task<bool> GoOnAsync()
    {
        var scopes = Desk.Services.GetRequiredService<IServiceScopeFactory>();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            await ErasureResumption.GoOnAsync(scopes, Cancelled);
            if (!await Desk.InDatabaseAsync(db => db.Set<Erasure>().AnyAsync(e => e.FinishedAt == null, Cancelled)))
                return true;
        }
        return false;
    }

    private static DeskDbContext Faulty(IServiceProvider services, StopBefore fault) => services.GetService<DbContextOptions<SqliteDeskDbContext>>() is { } sqlite
        ? new SqliteDeskDbContext(new DbContextOptionsBuilder<SqliteDeskDbContext>(sqlite).AddInterceptors(fault).Options)
        : new PostgreSqlDeskDbContext(new DbContextOptionsBuilder<PostgreSqlDeskDbContext>(services.GetRequiredService<DbContextOptions<PostgreSqlDeskDbContext>>()).AddInterceptors(fault).Options);

    private async Task<ErasureReceipt> ReceiptAsync(string id)
    {
        await using var scope = Desk.Services.CreateAsyncScope();
        var receipt = await scope.ServiceProvider.GetRequiredService<ResidentErasure>().FindReceiptAsync(id, Cancelled);
        Assert.NotNull(receipt);
        using var key = Desk.Services.GetRequiredService<ResidentKeys>().ReadReceiptKey();
        using var publicKey = ECDsa.Create(key.ExportParameters(includePrivateParameters: false));
        var verified = ErasureReceipt.Verify(receipt, publicKey);
        Assert.NotNull(verified);
        return verified;
    }

    /// <summary>Erases as an instance of the desk does, in a scope of its own.</summary>
    /// <param name="id">Whom.</param>
    /// <param name="saving">Before which of its savings something else happens.</param>
    /// <param name="meanwhile">What.</param>
    /// <returns>The receipt.</returns>
    private async Task<string> EraseAsync(string id, int saving = 0, Action? meanwhile = null)
    {
        await using var scope = Desk.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<DeskDbContext>().SavingChanges += (_, _) =>
        {
            if (--saving == 0)
                meanwhile!();
        };
        var erased = await Desk.WhileTimePassesAsync(scope.ServiceProvider.GetRequiredService<ResidentErasure>().EraseAsync(id, Cancelled));
        Assert.True(erased.IsSuccess);
        return erased.Value.Signed;
    }

    /// <summary>How often the audit log says something of somebody, when it has taken up everything.</summary>
    private async Task<int> RecordedAsync(string id, string what, string? actor = null)
    {
        var found = 0;
        for (var look = 0; found == 0 && look < 200; look++)
        {
            Desk.Services.GetRequiredService<IAuditIntake>().Wake();
            found = (await Desk.Services.GetRequiredService<IAuditReader>().QueryAsync(new AuditQuery { Target = $"resident:{id}", Action = $"desk.resident.{what}", Actor = actor }, Cancelled)).Entries.Count;
        }
        return found;
    }

    /// <summary>The process ends before a statement.</summary>
    private sealed class StopBefore(int statement) : DbCommandInterceptor
    {
        public const string Reason = "The process ends here.";

        private int _left = statement;

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) => new(Go(result));

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) => new(Go(result));

        private T Go<T>(T result) => _left-- == 0 ? throw new IOException(Reason) : result;
    }
}

public sealed class ErasureOnSqlite(SqliteDesk desk) : ErasureTests(desk), IClassFixture<SqliteDesk>;

public sealed class ErasureOnPostgreSql(PostgreSqlDesk desk) : ErasureTests(desk), IClassFixture<PostgreSqlDesk>;
