using System.Text.RegularExpressions;

namespace Platform.Validation.DataSets.Tests;

/// <summary>The same rules over a list, as anybody would write them in LINQ.</summary>
internal static class NaiveOrders
{
    /// <summary>For each rule on rows how many were looked at, and the numbers of those that broke it.</summary>
    public static Dictionary<string, (long Checked, List<long> Failed)> Judge(IReadOnlyList<Order> orders)
    {
        var now = Orders.Now;
        var customers = Orders.Customers.ToHashSet();
        var rows = orders.Select((order, index) => (Order: order, Row: index + 1L)).ToList();
        (long, List<long>) Of(Func<Order, bool> isFor, Func<Order, bool> holds)
        {
            var judged = rows.Where(row => isFor(row.Order)).ToList();
            return (judged.Count, [.. judged.Where(row => !holds(row.Order)).Select(row => row.Row)]);
        }

        (long, List<long>) Repeated(Func<Order, bool> isFor, Func<Order, object?> key)
        {
            var judged = rows.Where(row => isFor(row.Order)).ToList();
            return (judged.Count, [.. judged.GroupBy(row => key(row.Order)).SelectMany(group => group.Skip(1)).Select(row => row.Row).Order()]);
        }

        static bool Has(string? text) => !string.IsNullOrEmpty(text);
        return new()
        {
            ["readable"] = (orders.Count, []),
            ["Id.complete"] = Of(_ => true, order => Has(order.Id)),
            ["Id.unique"] = Repeated(order => Has(order.Id), order => order.Id),
            ["Id.length"] = Of(order => Has(order.Id), order => order.Id!.Length is >= 2 and <= 5),
            ["Email.complete"] = Of(_ => true, order => Has(order.Email)),
            ["Email.pattern"] = Of(order => Has(order.Email), order => Regex.IsMatch(order.Email!, "^[^@]+@[^@]+$")),
            ["Quantity.complete"] = Of(_ => true, order => order.Quantity is not null),
            ["Quantity.range"] = Of(order => order.Quantity is not null, order => order.Quantity is >= 1 and <= 100),
            ["Price.range"] = Of(order => order.Price is not null, order => order.Price is >= 0 and <= 90),
            ["Country.one-of"] = Of(order => Has(order.Country), order => Orders.Countries.Contains(order.Country)),
            ["Placed.not-in-future"] = Of(order => order.Placed is not null, order => order.Placed <= now + TimeSpan.FromMinutes(5)),
            ["Customer.references"] = Of(order => order.Customer is not null, order => customers.Contains(order.Customer!.Value)),
            ["Customer.odd"] = Of(order => order.Customer is not null, order => order.Customer!.Value % 2 == 1),
            ["shipped after placed"] = Of(order => order.Shipped is not null && order.Placed is not null, order => order.Shipped >= order.Placed),
            ["one a day"] = Repeated(_ => true, order => (order.Customer, order.Country, order.Quantity)),
        };
    }

    public static long Uncovered(IReadOnlyList<Order> orders) => Orders.Customers.Except(orders.Where(order => order.Customer is not null).Select(order => order.Customer!.Value)).Count();
}
