using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;

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
}
