namespace Platform.Validation.DataSets;

/// <summary>Where rows come from.</summary>
/// <typeparam name="TRow">A row.</typeparam>
public abstract class RowSource<TRow>
{
    /// <summary>What reports call it: the name of a file, without its folder.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// What tells this source from another: a checkpoint is continued only on the same. Empty where nothing can, and then the caller
    /// answers for it.
    /// </summary>
    public virtual string Fingerprint => "";

    /// <summary>Opens it, from its first row.</summary>
    /// <returns>The reader.</returns>
    public abstract RowReader<TRow> Open();
}
