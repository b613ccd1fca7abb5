using System.Globalization;
using System.Security.Cryptography;
using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Staff;
using Microsoft.EntityFrameworkCore;
using Platform.Audit.EntityFrameworkCore;

namespace CityDesk.Generation;

/// <summary>Fills an empty database with a city of any size from a seed.</summary>
internal static class CityGenerator
{
    private const int BatchSize = 1_000;

    public static async Task<FirstStart> FillAsync(DeskDbContext context, DeskOptions options, string place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // One transaction: a start that is killed half-way leaves an empty city, and the next start makes it anew.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        var services = CityServices.For(options.DefaultJurisdiction, now);
        context.Jurisdictions.Add(new Jurisdiction { Id = options.DefaultJurisdiction, Name = "Riverton", TimeZone = "UTC" });
        context.Services.AddRange(services);

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var clerk = StaffPasswords.CreateMember("desk", "Service desk", password, now);
        context.Staff.Add(clerk);

        var (consumer, key) = ApiConsumer.Create("Riverton app", options.Contact, now);
        context.Consumers.Add(consumer);
        context.AppendAudit(new DeskAudit.CityGenerated(AuditTargets.City(options.DefaultJurisdiction), options.CityRequests));
        await context.SaveChangesAsync(cancellationToken);

        context.RecordsEachChange = false;
        var stream = new CityRequests(services, new Random(options.CitySeed), now);
        for (var made = 0; made < options.CityRequests;)
        {
            var batch = Math.Min(BatchSize, options.CityRequests - made);
            for (var i = 0; i < batch; i++)
                context.Requests.Add(stream.Next());
            await context.SaveChangesAsync(cancellationToken);
            made += batch;

            context.ChangeTracker.Clear();
            context.AttachRange(services);
        }

        await transaction.CommitAsync(cancellationToken);
        return new FirstStart(options.DefaultJurisdiction, clerk.UserName, password, key, options.CityRequests) { Place = place };
    }

    /// <summary>
    /// Adds a city that is named after its seed, or brings it to <paramref name="requests"/> requests. Every batch is
    /// committed, so that the desk can be used meanwhile, and an interrupted call is finished by calling again.
    /// </summary>
    /// <returns>The city, how many requests it has, and how many of them were made by this call.</returns>
    public static async Task<(string JurisdictionId, int Requests, int Made)> AddAsync(
        IServiceScopeFactory scopes, int seed, int requests, DateTimeOffset now, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"riverton-{seed}.example");
        var (services, before) = await OpenCityAsync(scopes, id, seed, now, cancellationToken);
        var stream = new CityRequests(services, new Random(seed), now);
        for (var i = 0; i < before; i++)
            stream.Next();

        var count = before;
        while (count < requests)
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<DeskDbContext>();
            context.RecordsEachChange = false;
            context.AttachRange(services);
            var batch = Math.Min(BatchSize, requests - count);
            for (var i = 0; i < batch; i++)
                context.Requests.Add(stream.Next());
            context.AppendAudit(new DeskAudit.CityGenerated(AuditTargets.City(id), batch));
            await context.SaveChangesAsync(cancellationToken);
            count += batch;
            progress.Report(count);
        }

        return (id, count, count - before);
    }

    private static async Task<(List<Service> Services, int Requests)> OpenCityAsync(
        IServiceScopeFactory scopes, string id, int seed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<DeskDbContext>();
        if (!await context.Jurisdictions.AnyAsync(j => j.Id == id, cancellationToken))
        {
            context.Jurisdictions.Add(new Jurisdiction { Id = id, Name = string.Create(CultureInfo.InvariantCulture, $"Riverton {seed}"), TimeZone = "UTC" });
            context.Services.AddRange(CityServices.For(id, now));
            await context.SaveChangesAsync(cancellationToken);
        }

        // In the order in which they were made: the stream draws them by their place.
        var services = await context.Services.AsNoTracking().Where(s => s.JurisdictionId == id).OrderBy(s => s.Id).ToListAsync(cancellationToken);
        return (services, await context.Requests.CountAsync(r => r.JurisdictionId == id, cancellationToken));
    }
}
