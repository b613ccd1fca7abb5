using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Platform.Validation.DataSets;

/// <summary>How one run goes.</summary>
public sealed record DataSetRunSettings
{
    /// <summary>Takes every failing row; nobody when null.</summary>
    /// <value>The default is null.</value>
    public IFailedRowSink? FailedRows { get; init; }

    /// <summary>
    /// The file in which the run remembers how far it has come. Where it is there, and of the same rules and source, the run goes on from
    /// it; when the run has ended it is deleted.
    /// </summary>
    /// <value>The default is null: a run that dies begins again.</value>
    public string? CheckpointPath { get; init; }

    /// <summary>Told now and then how far the run has come.</summary>
    /// <value>The default is null.</value>
    public IProgress<DataSetProgress>? Progress { get; init; }

    /// <summary>The number of the first row, for a run over a later part of a data set.</summary>
    /// <value>The default is 1.</value>
    public long FirstRow { get; init; } = 1;

    /// <summary>Secret under which texts get their keys. Runs that are to be merged have the same. It is no part of <see cref="ToString"/> or of JSON.</summary>
    /// <value>The default is a new one for each of these.</value>
    [JsonIgnore]
    public Guid HashKey { get; init; } = Guid.NewGuid();

    /// <summary>Where exact rules keep their keys when they become too many for memory.</summary>
    /// <value>The default is null: the storage of the <see cref="DataSetRunner"/>, if it has one.</value>
    public IKeyStorage? KeyStorage { get; init; }

    /// <summary>How many keys each exact rule may keep in memory, at 25 to 50 bytes.</summary>
    /// <value>The default is 1,000,000. A <see cref="DataSetRunner"/> takes that of its options.</value>
    public long MaxKeysInMemory { get; init; } = PlatformValidationDataSetsOptions.DefaultMaxKeysInMemory;

    /// <summary>How many rows are checked at once.</summary>
    /// <value>The default is 8,192. A <see cref="DataSetRunner"/> takes that of its options.</value>
    public int BatchSize { get; init; } = PlatformValidationDataSetsOptions.DefaultBatchSize;

    /// <summary>On how many threads a batch is checked; 0 means as many as there are processors. Each thread takes whole columns, so the report is the same on any number.</summary>
    /// <value>The default is 0. A <see cref="DataSetRunner"/> takes that of its options.</value>
    public int MaxDegreeOfParallelism { get; init; }

    /// <summary>How long a value in a failing row may be; longer ones are cut.</summary>
    /// <value>The default is 256 characters. A <see cref="DataSetRunner"/> takes that of its options.</value>
    public int MaxValueLength { get; init; } = PlatformValidationDataSetsOptions.DefaultMaxValueLength;

    /// <summary>What the rules take for now. Runs that are to be merged have the same.</summary>
    /// <value>The default is null: the time when the run begins.</value>
    public DateTimeOffset? Now { get; init; }

    /// <summary>The clock.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>. A <see cref="DataSetRunner"/> takes its own.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    // The text of a record has all its members, and a log takes the text.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"{nameof(CheckpointPath)} = {CheckpointPath}, {nameof(FirstRow)} = {FirstRow}, {nameof(Now)} = {Now:O}, {nameof(MaxKeysInMemory)} = {MaxKeysInMemory}, ");
        builder.Append(CultureInfo.InvariantCulture, $"{nameof(BatchSize)} = {BatchSize}, {nameof(MaxValueLength)} = {MaxValueLength}");
        return true;
    }
}
