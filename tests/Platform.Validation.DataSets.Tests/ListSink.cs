using System.Globalization;

namespace Platform.Validation.DataSets.Tests;

/// <summary>Keeps failing rows.</summary>
internal sealed class ListSink : IFailedRowSink
{
    public List<FailedRow> Rows { get; } = [];

    public ValueTask WriteAsync(IReadOnlyList<FailedRow> rows, CancellationToken cancellationToken)
    {
        Rows.AddRange(rows);
        return ValueTask.CompletedTask;
    }

    public ValueTask<string> FlushAsync(CancellationToken cancellationToken) => new(Rows.Count.ToString(CultureInfo.InvariantCulture));

    public ValueTask RestoreAsync(string place, CancellationToken cancellationToken)
    {
        var keep = place.Length == 0 ? 0 : int.Parse(place, CultureInfo.InvariantCulture);
        Rows.RemoveRange(keep, Rows.Count - keep);
        return ValueTask.CompletedTask;
    }
}
