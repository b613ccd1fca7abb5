namespace Platform.Validation.DataSets;

/// <summary>Where exact uniqueness and references keep their keys when they become too many for memory.</summary>
public interface IKeyStorage
{
    /// <summary>Opens the keys of one rule, or makes room for them. Several rules may ask at once.</summary>
    /// <param name="run">The run: a resumed one has the name of the one it continues.</param>
    /// <param name="rule">The rule.</param>
    /// <returns>The keys.</returns>
    IStoredKeys Open(string run, string rule);
}
