using System.Security.Cryptography;
using System.Text;
using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Checks;
using Platform.Validation.DataSets.Columns;

namespace Platform.Validation.DataSets;

/// <summary>The rules of a data set, made by <see cref="DataSet.For{TRow}"/>. Immutable, safe on many threads.</summary>
/// <typeparam name="TRow">A row.</typeparam>
public sealed class DataSet<TRow>
{
    internal DataSet(
        string name,
        Func<TRow, string?>? key,
        Threshold readable,
        IReadOnlyList<ColumnDefinition<TRow>> columns,
        IReadOnlyList<(RuleInfo Info, Func<RunContext, RowCheck<TRow>> Start)> rules,
        IReadOnlyList<SetRule<RowTotals>> setRules)
    {
        (Name, Key, Columns, Rules, SetRules) = (name, key, columns, rules, setRules);
        Readable = new RuleInfo(RuleKind.Readable, RuleKind.Readable, "", "row can be read", readable);
        RuleInfos = [Readable, .. columns.SelectMany(column => column.RuleInfos.Concat(column.SetRuleInfos)), .. rules.Select(rule => rule.Info), .. setRules.Select(rule => rule.Info)];
    }

    /// <summary>What it is called in reports, logs and metrics.</summary>
    public string Name { get; }

    internal Func<TRow, string?>? Key { get; }

    internal RuleInfo Readable { get; }

    internal IReadOnlyList<ColumnDefinition<TRow>> Columns { get; }

    internal IReadOnlyList<(RuleInfo Info, Func<RunContext, RowCheck<TRow>> Start)> Rules { get; }

    internal IReadOnlyList<SetRule<RowTotals>> SetRules { get; }

    internal IReadOnlyList<RuleInfo> RuleInfos { get; }

    /// <summary>Begins a run, for who wants to check parts side by side and merge them. For one pass take <see cref="DataSetRunner"/>.</summary>
    /// <param name="settings">How it runs.</param>
    /// <returns>The run. Dispose it.</returns>
    public DataSetRun<TRow> Start(DataSetRunSettings? settings = null) => DataSetRun<TRow>.Start(this, settings ?? new DataSetRunSettings());

    /// <summary>Goes on with a run from what <see cref="DataSetRun{TRow}.Save"/> wrote, in this process or another.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="settings">How it runs; hash key, first row and time are those of the checkpoint.</param>
    /// <returns>The run. Dispose it.</returns>
    /// <exception cref="CheckpointException">The checkpoint is damaged, or of other rules.</exception>
    public DataSetRun<TRow> Resume(Stream checkpoint, DataSetRunSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return DataSetRun<TRow>.Resume(this, CheckpointFile.Read(checkpoint), settings ?? new DataSetRunSettings());
    }

    /// <summary>What a checkpoint must agree with. Lambdas cannot be compared: who changes one gives the rule another name.</summary>
    internal byte[] Fingerprint() => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        RuleInfos.Select(rule => $"{rule.Id}\t{rule.Kind}\t{rule.Description}").Concat(Columns.Select(column => column.Shape)).Prepend(Name))));
}
