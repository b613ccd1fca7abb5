using System.Net;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;

namespace CityDesk.Tests.StaffConsole;

/// <summary>Base of the console's tests: people who can sign in, and requests to look at.</summary>
public abstract class ConsoleTests(Desk desk) : DeskTests(desk)
{
    protected const string Password = "correct horse battery staple";

    private protected ConsoleVisitor Visitor() => new(Desk.ClientOptions.BaseAddress);

    /// <summary>A member of staff that no other test knows.</summary>
    protected async Task<StaffMember> StaffAsync(string? displayName = null)
    {
        var member = TestMember.Create(displayName ?? "Ana Clerk", Password);
        await Desk.InDatabaseAsync(db =>
        {
            db.Staff.Add(member);
            return db.SaveChangesAsync(Cancelled);
        });
        return member;
    }

    private protected async Task<ConsoleVisitor> SignedInAsync(string? displayName = null)
    {
        var visitor = Visitor();
        var entered = await visitor.SignInAsync((await StaffAsync(displayName)).UserName, Password);
        Assert.Equal("/desk", entered.Location);
        return visitor;
    }

    /// <summary>A city with one service, that no other test knows.</summary>
    protected async Task<Service> CityAsync(string? name = null, string zone = "UTC", Func<string, Service>? service = null)
    {
        var id = $"city-{Guid.NewGuid():N}.example";
        var made = service?.Invoke(id) ?? new Service { ChangedAt = CityDesk.Tests.Desk.Today, JurisdictionId = id, Code = "LAMP", Name = "Lamp", Target = TimeSpan.FromDays(2) };
        await Desk.InDatabaseAsync(db =>
        {
            db.Jurisdictions.Add(new Jurisdiction { Id = id, Name = name ?? id, TimeZone = zone });
            db.Services.Add(made);
            return db.SaveChangesAsync(Cancelled);
        });
        return made;
    }

    protected Task<ServiceRequest> RequestAsync(Service service, Action<ServiceRequest>? live = null, RequestDraft? draft = null, DateTimeOffset? at = null) =>
        Desk.InDatabaseAsync(async db =>
        {
            db.Attach(service);
            var request = ServiceRequest.File(
                service,
                draft ?? new RequestDraft { Location = new Location { Address = "1 Mill Lane" }, Description = "It is dark." },
                "resident",
                at ?? Desk.Clock.GetUtcNow());
            live?.Invoke(request);
            db.Requests.Add(request);
            await db.SaveChangesAsync(Cancelled);
            return request;
        });

    protected Task<ServiceRequest> ReadAsync(long id) =>
        Desk.InDatabaseAsync(db => db.Requests.AsNoTracking().Include(r => r.Service).Include(r => r.History).SingleAsync(r => r.Id == id, Cancelled));

    /// <summary>What is committed comes into the log a moment later, when the clock says so: which stands still here.</summary>
    private protected async Task<Seen> SearchAsync(ConsoleVisitor visitor, string query, int atLeast)
    {
        for (var look = 0; look < 200; look++)
        {
            Desk.Services.GetRequiredService<IAuditIntake>().Wake();
            var page = await visitor.GetAsync($"/desk/audit?{query}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            if (page.Page.QuerySelectorAll("table.audit tbody tr").Length >= atLeast)
                return page;
        }

        Assert.Fail($"Nothing of {query} came into the log.");
        return null!;
    }

    private protected static IReadOnlyList<string> Column(Seen page, string label) =>
        [.. page.Page.QuerySelectorAll($"table.audit td[data-label='{label}']").Select(static cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
