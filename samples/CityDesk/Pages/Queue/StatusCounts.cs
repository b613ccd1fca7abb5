using System.Globalization;
using CityDesk.Domain;

namespace CityDesk.Pages.Queue;

/// <summary>How many requests of each status the other filters leave, counted no further than <see cref="Limit"/>.</summary>
internal sealed record StatusCounts(int Open, int Assigned, int Closed)
{
    /// <summary>Counting costs as much as it counts: to know that there are many, this many are enough.</summary>
    public const int Limit = 1_000;

    public string Describe(RequestStatus? status) => status switch
    {
        RequestStatus.Open => Number(Open, Open >= Limit),
        RequestStatus.Assigned => Number(Assigned, Assigned >= Limit),
        RequestStatus.Closed => Number(Closed, Closed >= Limit),
        // A sum of numbers that were cut off would look exact.
        _ => Open >= Limit || Assigned >= Limit || Closed >= Limit ? Number(Limit, more: true) : Number(Open + Assigned + Closed, more: false),
    };

    private static string Number(int number, bool more) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:#,0}{(more ? "+" : "")}");
}
