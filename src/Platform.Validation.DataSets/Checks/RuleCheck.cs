using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Statistics;

namespace Platform.Validation.DataSets.Checks;

/// <summary>A rule that judges rows, at work: what it has counted, and which rows of the current batch broke it.</summary>
internal abstract class RuleCheck(RuleInfo info, int batchSize) : IDisposable
{
    public RuleInfo Info => info;

    public long Checked { get; protected set; }

    public long Failed { get; private set; }

    public FailurePositions Positions { get; } = new();

    /// <summary>One byte for each row of the batch; not zero where the row broke the rule.</summary>
    protected byte[] Flags { get; } = new byte[batchSize];

    /// <summary>How many rows of the current batch broke it.</summary>
    public int FailedInBatch { get; private set; }

    public bool HasFailed(int index) => FailedInBatch > 0 && Flags[index] != 0;

    /// <summary>The value that broke it, for the failing row.</summary>
    public abstract string? ValueAt(int index);

    /// <summary>What else there is to say.</summary>
    public virtual string? DetailAt(int index) => null;

    public virtual Outcome Outcome => info.Threshold.Judge(Checked, Failed);

    /// <summary>What a report calls checked: rows, where it does not count something else.</summary>
    public virtual long TotalChecked => Checked;

    /// <summary>What a report calls failed.</summary>
    public virtual long TotalFailed => Failed;

    public virtual void Merge(RuleCheck other, List<FailedRow> found)
    {
        Checked += other.Checked;
        Failed += other.Failed;
        Positions.Merge(other.Positions);
    }

    public virtual void Save(StateWriter state)
    {
        state.Write(Checked);
        state.Write(Failed);
        Positions.Save(state);
    }

    public virtual void Restore(StateReader state)
    {
        Checked = state.ReadCount();
        Failed = state.ReadCount(Checked);
        Positions.Restore(state);
    }

    /// <summary>So many rows are to come, about.</summary>
    public virtual void Expect(long rows)
    {
    }

    /// <summary>The run has ended: what was kept outside of memory is not needed any more.</summary>
    public virtual void Delete()
    {
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Notes what came of a batch.</summary>
    protected void Count(int failed, ReadOnlySpan<long> rows, Span<byte> any)
    {
        FailedInBatch = failed;
        if (failed == 0)
            return;
        Failed += failed;
        var flags = Flags.AsSpan(0, rows.Length);
        for (var at = flags.IndexOf((byte)1); at >= 0;)
        {
            any[at] = 1;
            Positions.Add(rows[at]);
            var next = flags[(at + 1)..].IndexOf((byte)1);
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    /// <summary>Flags of an earlier batch are wiped only where there were some.</summary>
    protected void Wipe()
    {
        if (FailedInBatch > 0)
            Array.Clear(Flags);
    }

    protected void AddFailures(long failed) => Failed += failed;
}
