using System.Text.RegularExpressions;
using Platform.Validation.DataSets;

namespace Platform.Benchmarks.Validation.DataSets;

/// <summary>Twenty rules.</summary>
internal static partial class SaleRules
{
    public static DataSet<Sale> Ours { get; } = Make();

    /// <summary>One expression for both sides.</summary>
    [GeneratedRegex("^[a-z0-9.]+@[a-z0-9.]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    public static partial Regex Email();

    private static DataSet<Sale> Make()
    {
        var customers = KeySet.Of(Sale.Customers);
        return DataSet.For<Sale>("sales")
            .Key(static sale => sale.Id)
            .Column(static sale => sale.Id, static id => id.Complete().Unique())
            .Column(static sale => sale.Customer, customer => customer.Complete().References(customers))
            .Column(static sale => sale.Email, static email => email.Complete().Length(5, 100).Pattern(Email()))
            .Column(static sale => sale.Country, static country => country.Complete().OneOf(Sale.Countries))
            .Column(static sale => sale.Currency, static currency => currency.Length(3, 3))
            .Column(static sale => sale.Quantity, static quantity => quantity.Complete().Range(1, 999))
            .Column(static sale => sale.Price, static price => price.Range(0, 100))
            .Column(static sale => sale.Discount, static discount => discount.Range(0, 1))
            .Column(static sale => sale.Status, static status => status.OneOf(Sale.Statuses))
            .Column(static sale => sale.Placed, static placed => placed.Complete().NotInFuture())
            .Column(static sale => sale.Note, static note => note.Length(1, 200))
            .Rule("shipped after placed", static sale => sale.Shipped >= sale.Placed, when: static sale => sale.Shipped is not null && sale.Placed is not null)
            .Rule("total", static sale => sale.Total <= 100_000 && sale.Total >= 0)
            .Build();
    }
}
