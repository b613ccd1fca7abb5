using System.Globalization;

namespace Platform.Benchmarks.Validation.DataSets;

/// <summary>A row as data sets have them, with about one fault in thirty rows.</summary>
internal sealed record Sale(
    string Id, string? Customer, string? Email, string? Country, string Currency, int? Quantity, double Price, double Discount, string Status, DateTimeOffset? Placed, DateTimeOffset? Shipped, string? Note, double Total)
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);

    public static readonly string[] Countries = ["AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "NO", "PL", "PT", "SE", "US"];

    public static readonly string[] Statuses = ["new", "paid", "packed", "shipped", "returned"];

    public static readonly string[] Customers = [.. Enumerable.Range(0, 5_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"C{number:d6}"))];

    private static readonly string[] Emails = [.. Enumerable.Range(0, 5_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"customer.{number}@example.com"))];

    private static readonly string[] Notes = [.. Enumerable.Range(1, 200).Select(length => new string('n', length))];

    /// <summary>The row of a number: always the same, so that rows need not be kept.</summary>
    public static Sale At(int number)
    {
        var random = (uint)number * 2_654_435_761;
        var fault = number % 30;
        var quantity = (int)(random % 50) + 1;
        var price = (random >> 8) % 10_000 / 100.0;
        var placed = Now.AddMinutes(-(random % 500_000));
        return new Sale(
            string.Create(CultureInfo.InvariantCulture, $"S{(fault == 3 && number > 40 ? number - 30 : number):d9}"),
            fault == 7 && number % 4 == 0 ? null : fault == 11 && number % 8 == 3 ? "C999999" : Customers[random % 5_000],
            fault == 13 && number % 2 == 0 ? null : fault == 17 && number % 5 == 2 ? "nobody" : Emails[random % 5_000],
            fault == 19 && number % 3 == 0 ? "XX" : Countries[random % 17],
            "EUR",
            fault == 23 ? 5_000 : quantity,
            price,
            fault == 29 && number % 7 == 1 ? 1.5 : (random % 30) / 100.0,
            Statuses[random % 5],
            fault == 5 && number % 9 == 8 ? Now.AddDays(2) : placed,
            fault == 2 ? placed.AddHours(-1) : placed.AddDays(2),
            (random & 3) == 0 ? null : Notes[random % 200],
            price * quantity);
    }

    public static IEnumerable<Sale> First(int count)
    {
        for (var number = 0; number < count; number++)
            yield return At(number);
    }
}
