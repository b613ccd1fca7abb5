using Platform.Validation.DataSets;
using Platform.Validation.DataSets.Csv;
using Platform.Validation.DataSets.Reports;

var path = Path.GetTempFileName();
File.WriteAllText(path, "id,email,quantity\n1,ada@example.com,2\n2,,3\n2,nobody,500\n\"4,broken\n5,eve@example.com,1\n");

var rules = DataSet.For<Order>("orders")
    .Key(static order => order.Id)
    .Column(static order => order.Id, static id => id.Complete().Unique())
    .Column(static order => order.Email, static email => email.Complete(0.7).Pattern("^[^@]+@[^@]+$", Threshold.Warn))
    .Column(static order => order.Quantity, static quantity => quantity.Range(1, 99, Threshold.AtMost(2)).Mean(1, 10, Severity.Warn))
    .Build();

using var runner = new DataSetRunner();
var orders = CsvRows.Read(path, static csv => new Order(csv.GetString("id"), csv.GetString("email"), csv.Parse<int>("quantity")));
var report = await runner.RunAsync(rules, orders, new DataSetRunSettings { FailedRows = new ConsoleSink() });
foreach (var rule in report.Rules)
    Console.WriteLine($"{rule.Outcome,-7} {rule.Id}: {rule.Observed ?? $"{rule.Failed} of {rule.Checked}"}");
Console.WriteLine($"{report.Outcome}; the page has a rule in each of {HtmlReport.Render(report).Split("<tr><th scope=\"row\">").Length - 1} rows");
File.Delete(path);

internal sealed record Order(string Id, string Email, int Quantity);

internal sealed class ConsoleSink : IFailedRowSink
{
    public ValueTask WriteAsync(IReadOnlyList<FailedRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
            Console.WriteLine($"line {row.Line}: {row.Rule} {row.Value} {row.Detail}".TrimEnd());
        return ValueTask.CompletedTask;
    }

    public ValueTask<string> FlushAsync(CancellationToken cancellationToken) => new("");

    public ValueTask RestoreAsync(string place, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
