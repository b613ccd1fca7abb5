namespace Platform.Validation.DataSets;

/// <summary>What holds for all runs of a <see cref="DataSetRunner"/>.</summary>
public sealed class PlatformValidationDataSetsOptions
{
    internal const int DefaultBatchSize = 8_192;
    internal const long DefaultMaxKeysInMemory = 1_000_000;
    internal const int DefaultMaxValueLength = 256;

    /// <summary>How many rows are checked at once, from 1 to 65,536. More of them cost memory, fewer cost time.</summary>
    /// <value>The default is 8,192.</value>
    public int BatchSize { get; set; } = DefaultBatchSize;

    /// <summary>
    /// On how many threads a batch is checked; 0 means as many as there are processors. Each thread takes whole columns, so the report is the
    /// same on any number. What rules are made of, lambdas of two columns among it, is called on several threads; 1 where that cannot be.
    /// </summary>
    /// <value>The default is 0.</value>
    public int MaxDegreeOfParallelism { get; set; }

    /// <summary>How many keys each exact rule (unique, references to large sets) may keep in memory, at 25 to 50 bytes.</summary>
    /// <value>The default is 1,000,000.</value>
    public long MaxKeysInMemory { get; set; } = DefaultMaxKeysInMemory;

    /// <summary>After how many rows a run with a checkpoint file writes it.</summary>
    /// <value>The default is 100,000.</value>
    public long CheckpointEvery { get; set; } = 100_000;

    /// <summary>After how many rows progress is reported and logged.</summary>
    /// <value>The default is 100,000.</value>
    public long ProgressEvery { get; set; } = 100_000;

    /// <summary>How long a value in a failing row may be, from 1 to 65,536 characters; longer ones are cut.</summary>
    /// <value>The default is 256.</value>
    public int MaxValueLength { get; set; } = DefaultMaxValueLength;
}
