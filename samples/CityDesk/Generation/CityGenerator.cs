using System.Security.Cryptography;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Staff;

namespace CityDesk.Generation;

/// <summary>Fills an empty database with a city of any size from a seed.</summary>
internal static class CityGenerator
{
    private const int BatchSize = 1_000;

    public static async Task<FirstStart> FillAsync(DeskDbContext context, DeskOptions options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // One transaction: a start that is killed half-way leaves an empty city, and the next start makes it anew.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        var services = CityServices.For(options.DefaultJurisdiction);
        context.Jurisdictions.Add(new Jurisdiction { Id = options.DefaultJurisdiction, Name = "Riverton", TimeZone = "UTC" });
        context.Services.AddRange(services);

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var clerk = StaffPasswords.CreateMember("desk", "Service desk", password, now);
        context.Staff.Add(clerk);

        var (consumer, key) = ApiConsumer.Create("Riverton app", options.Contact, now);
        context.Consumers.Add(consumer);
        await context.SaveChangesAsync(cancellationToken);

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
        return new FirstStart(clerk.UserName, password, key, options.CityRequests);
    }
}
