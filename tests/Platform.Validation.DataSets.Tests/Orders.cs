using System.Globalization;

namespace Platform.Validation.DataSets.Tests;

/// <summary>Made-up orders, and the rules that the tests put to them.</summary>
internal static class Orders
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public static readonly string[] Countries = ["DE", "FR", "GB", "US"];

    public static readonly long[] Customers = [.. Enumerable.Range(1, 40).Select(number => (long)number)];

    public static List<Order> Make(int seed, int count)
    {
        var random = new Random(seed);
        var orders = new List<Order>(count);
        for (var i = 0; i < count; i++)
        {
            var placed = Now - TimeSpan.FromMinutes(random.Next(-500, 50_000));
            orders.Add(new Order(
                Maybe(random, 30, () => random.Next(25) == 0 ? "" : "o" + random.Next(count * 2).ToString(CultureInfo.InvariantCulture)),
                Maybe(random, 6, () => random.Next(8) == 0 ? "nobody" : $"a{i}@example.com"),
                MaybeValue(random, 9, () => random.Next(-3, 120)),
                MaybeValue(random, 9, () => random.Next(40) == 0 ? double.NaN : Math.Round(random.NextDouble() * 100, 2)),
                Maybe(random, 9, () => random.Next(12) == 0 ? "??" : Countries[random.Next(4)]),
                MaybeValue(random, 20, () => placed),
                MaybeValue(random, 3, () => placed + TimeSpan.FromHours(random.Next(-2, 90))),
                MaybeValue(random, 9, () => (long)random.Next(1, 44))));
        }
        return orders;
    }

    public static DataSet<Order> Rules(KeySet<long> customers, Threshold emails = default) => DataSet.For<Order>("orders")
        .Key(static order => order.Id)
        .Column(static order => order.Id, static id => id.Complete().Unique().Length(2, 5))
        .Column(static order => order.Email, email => email.Complete(emails).Pattern("^[^@]+@[^@]+$").Profile())
        .Column(static order => order.Quantity, static quantity => quantity.Complete(0.8).Range(1, 100, Threshold.AtMost(5)).Mean(40, 70, Severity.Warn).Profile())
        .Column(static order => order.Price, static price => price.Range(0.0, 90.0, Threshold.Warn).Quantile(0.5, 30, 70).Profile())
        .Column(static order => order.Country, static country => country.OneOf(Countries).DistinctCount(4, 6).Frequencies(Countries.ToDictionary(code => code, _ => 0.25), 0.2))
        .Column(static order => order.Placed, static placed => placed.NotInFuture(TimeSpan.FromMinutes(5)).Fresh(TimeSpan.FromDays(1)))
        .Column(static order => order.Customer, customer => customer.References(customers, 0.9, "customers").Covers(customers).Satisfies("odd", static number => number % 2 == 1, 0))
        .Rule("shipped after placed", static order => order.Shipped >= order.Placed, when: static order => order.Shipped is not null && order.Placed is not null, describe: static order => $"{order.Placed:O} {order.Shipped:O}")
        .Unique("one a day", static (order, key) => key.And(order.Customer).And(order.Country).And(order.Quantity), 0)
        .RowCount(1, 100_000)
        .Build();

    private static T? Maybe<T>(Random random, int one, Func<T> value)
        where T : class => random.Next(one) == 0 ? null : value();

    private static T? MaybeValue<T>(Random random, int one, Func<T> value)
        where T : struct => random.Next(one) == 0 ? null : value();
}
