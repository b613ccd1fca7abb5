using Microsoft.Extensions.Logging;

namespace Platform.Validation.DataSets;

/// <summary>Every log event of the package. None holds a value of the data.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The check of {DataSet} begins on {Source}")]
    public static partial void Started(ILogger logger, string dataSet, string source);

    [LoggerMessage(2, LogLevel.Information, "The check of {DataSet} goes on with {Source} after {Rows} rows")]
    public static partial void Resumed(ILogger logger, string dataSet, string source, long rows);

    [LoggerMessage(3, LogLevel.Information, "The check of {DataSet} has come to {Rows} rows, {Failed} of them failing; {Share:P0} of the source")]
    public static partial void Progress(ILogger logger, string dataSet, long rows, long failed, double share);

    [LoggerMessage(4, LogLevel.Debug, "The check of {DataSet} can be gone on with from {Rows} rows")]
    public static partial void Saved(ILogger logger, string dataSet, long rows);

    [LoggerMessage(5, LogLevel.Error, "The source of {DataSet} cannot be read after {Rows} rows: {Problem}")]
    public static partial void Damaged(ILogger logger, string dataSet, long rows, string problem);

    [LoggerMessage(EventId = 6, Message = "The check of {DataSet} has {Outcome}: {Rows} rows, {Refused} refused, {Failed} failing, in {Elapsed}; whole source: {IsComplete}")]
    public static partial void Finished(ILogger logger, LogLevel level, string dataSet, Outcome outcome, long rows, long refused, long failed, TimeSpan elapsed, bool isComplete);
}
