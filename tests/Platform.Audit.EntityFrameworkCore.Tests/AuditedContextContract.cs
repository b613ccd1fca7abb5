using Microsoft.EntityFrameworkCore;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;

namespace Platform.Audit.EntityFrameworkCore.Tests;

/// <summary>What holds on every database.</summary>
public abstract class AuditedContextContract(Engine engine) : RecordedContract(engine)
{
    [Fact]
    public async Task What_is_saved_with_a_change_is_recorded_once()
    {
        await using (var desk = Desk())
        {
            desk.Add(new Request { Id = 1 });
            desk.AppendAudit(Opened(1));
            await desk.SaveChangesAsync(Cancellation);
            await desk.SaveChangesAsync(Cancellation);
        }

        await SettleAsync();
        Assert.Equal(["request:1", "request:0"], await TargetsAsync());
    }

    [Fact]
    public async Task What_is_not_saved_is_not_recorded()
    {
        await using (var desk = Desk())
            desk.AppendAudit(Opened(1));

        await SettleAsync();
        Assert.Equal(["request:0"], await TargetsAsync());
    }

    [Fact]
    public async Task When_the_change_is_refused_the_event_is_not_recorded_and_can_be_saved_again()
    {
        await using (var desk = Desk())
        {
            desk.Add(new Request { Id = 1 });
            await desk.SaveChangesAsync(Cancellation);
        }
        await using (var desk = Desk())
        {
            var twice = desk.Add(new Request { Id = 1 });
            desk.AppendAudit(Opened(1));
            await Assert.ThrowsAsync<DbUpdateException>(() => desk.SaveChangesAsync(Cancellation));
            await SettleAsync();
            Assert.Equal(["request:0"], await TargetsAsync());

            twice.State = EntityState.Detached;
            await desk.SaveChangesAsync(Cancellation);
        }

        await SettleAsync();
        Assert.Equal(["request:0", "request:1", "request:0"], await TargetsAsync());
    }

    [Fact]
    public async Task A_transaction_of_the_callers_own_decides()
    {
        await using (var desk = Desk())
        {
            await using (var transaction = await desk.Database.BeginTransactionAsync(Cancellation))
            {
                desk.AppendAudit(Opened(1));
                await desk.SaveChangesAsync(Cancellation);
                await transaction.RollbackAsync(Cancellation);
            }
            await using (var transaction = await desk.Database.BeginTransactionAsync(Cancellation))
            {
                desk.AppendAudit(Opened(2));
                await desk.SaveChangesAsync(Cancellation);
                desk.AppendAudit(Opened(3));
                await desk.SaveChangesAsync(Cancellation);
                await transaction.CommitAsync(Cancellation);
            }
        }

        await SettleAsync();
        Assert.Equal(["request:2", "request:3", "request:0"], await TargetsAsync());
    }

    [Fact]
    public async Task Events_that_are_saved_together_are_recorded_in_the_order_in_which_they_were_appended()
    {
        await using (var desk = Desk())
        {
            for (var id = 1; id <= 120; id++)
            {
                desk.Add(new Request { Id = 1_000 - id });
                desk.AppendAudit(Opened(id));
            }
            await desk.SaveChangesAsync(Cancellation);
        }

        await SettleAsync();
        Assert.Equal([.. Enumerable.Range(1, 120).Select(id => $"request:{id}"), "request:0"], await TargetsAsync());
    }

    [Fact]
    public async Task What_is_personal_lies_beside_the_record_and_can_be_erased()
    {
        await using (var desk = Desk())
        {
            desk.AppendAudit(new AuditEvent(TestLog.Closed) { Target = "request:1", Subject = "resident:1" }.WithPersonal("email", "ada@example.com"));
            await desk.SaveChangesAsync(Cancellation);
        }
        await SettleAsync();
        var personal = Log.Service<IAuditPersonalData>();
        var index = Assert.Single(await personal.FindAsync("email", "ada@example.com", cancellationToken: Cancellation));

        await personal.EraseSubjectAsync("resident:1", cancellationToken: Cancellation);

        Assert.Equal(AuditPersonalState.Erased, Assert.Single(await personal.ReadAsync(index, Cancellation)).State);
        Assert.Empty(await personal.FindAsync("email", "ada@example.com", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Migrations_leave_the_table_alone()
    {
        await using var desk = Desk();

        var script = desk.Database.GenerateCreateScript();

        Assert.Contains("Requests", script, StringComparison.Ordinal);
        Assert.DoesNotContain("audit_intake", script, StringComparison.Ordinal);
    }

    protected override DbContext NewContext() => Desk();

    private DeskContext Desk() => new(Engine.Options<DeskContext>().Options, Engine.Schema);
}
