using System.Globalization;
using CityDesk.Domain;

namespace CityDesk.Generation;

/// <summary>An endless, seeded stream of requests as residents of the generated city might have filed them.</summary>
internal sealed class CityRequests(IReadOnlyList<Service> services, Random random, DateTimeOffset now)
{
    private static readonly string[] Teams = ["Crew North", "Crew South", "Crew Harbour", "Brightway Contractors", "Tidy City Ltd"];

    private static readonly string[] Openings =
    [
        "Please have a look at this.", "This has been so for a week.", "It is getting worse.", "My neighbours have reported it too.",
        "It is dangerous for children.", "Thank you for your work.", "Seen on my way to the market.", "Again, after the last repair.",
    ];

    private readonly Dictionary<string, string> _residents = new(StringComparer.Ordinal);

    /// <summary>Nobody will ask to be erased who has said nothing of themselves.</summary>
    private readonly string _anonymous = ServiceRequest.NewId();

    /// <summary>One request whose whole life so far lies between a year ago and now.</summary>
    public ServiceRequest Next()
    {
        var service = services[random.Next(services.Count)];
        // Two of three within the last ninety days: that is what the public list shows when nobody says otherwise.
        var ageDays = random.Next(3) < 2 ? random.NextDouble() * 89 : 90 + (random.NextDouble() * 275);
        var filedAt = Seconds(now - TimeSpan.FromDays(ageDays));
        var request = ServiceRequest.File(service, Draft(service), "resident", filedAt);
        Live(request, filedAt);
        return request;
    }

    private RequestDraft Draft(Service service)
    {
        var location = CityStreets.Next(random);
        var reporter = service.Type == SubmissionType.Blackbox ? new Reporter() : CityPeople.Next(random);
        return new()
        {
            Location = location,
            Reporter = reporter,
            ResidentId = reporter.Email is { } email ? _residents.TryGetValue(email, out var known) ? known : _residents[email] = ServiceRequest.NewId() : _anonymous,
            Description = $"{service.Description} {Openings[random.Next(Openings.Length)]}",
            Answers = [.. service.Attributes.Where(a => a.Variable && (a.Required || random.Next(2) == 0)).Select(Answer)],
        };
    }

    private AttributeAnswer Answer(ServiceAttribute attribute) => new()
    {
        Code = attribute.Code,
        Values = attribute.Datatype switch
        {
            AttributeDatatype.Number => [random.Next(10, 120).ToString(CultureInfo.InvariantCulture)],
            AttributeDatatype.DateTime => [(now - TimeSpan.FromHours(random.Next(1, 48))).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)],
            AttributeDatatype.SingleValueList => [attribute.Options[random.Next(attribute.Options.Count)].Key],
            AttributeDatatype.MultiValueList => [.. attribute.Options.Where((_, i) => i == 0 || random.Next(2) == 0).Select(o => o.Key)],
            AttributeDatatype.String => [string.Create(CultureInfo.InvariantCulture, $"B-{random.Next(1000, 10_000)}")],
            _ => ["About knee high."],
        },
    };

    private void Live(ServiceRequest request, DateTimeOffset filedAt)
    {
        var at = filedAt;
        if (request.Token is not null && Later(ref at, maxHours: 6))
            request.Number(at).ThrowIfFailure();
        if (!Later(ref at, maxHours: 72))
            return;
        request.Assign(Teams[random.Next(Teams.Length)], "desk", at).ThrowIfFailure();
        if (random.Next(4) == 0 && Later(ref at, maxHours: 24))
            request.AddNote("Inspected; work is planned.", "desk", at).ThrowIfFailure();
        if (random.Next(5) == 0 || !Later(ref at, maxHours: 24 * 14))
            return;
        request.Close(random.Next(8) == 0 ? "Could not be found at the address given." : "Done.", "desk", at).ThrowIfFailure();
        if (random.Next(25) == 0 && Later(ref at, maxHours: 24 * 5))
            request.Reopen("The resident reports that it is not mended.", "desk", at).ThrowIfFailure();
    }

    private bool Later(ref DateTimeOffset at, int maxHours)
    {
        at = Seconds(at + TimeSpan.FromHours(random.NextDouble() * maxHours));
        return at <= now;
    }

    private static DateTimeOffset Seconds(DateTimeOffset at) => new(at.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
