using Platform.Validation.DataSets.Keys;

namespace Platform.Validation.DataSets.Checks;

/// <summary>What all rules of a run share.</summary>
/// <param name="Now">When the run began; a resumed run keeps the time of the first start, so that it comes to the same report.</param>
/// <param name="Hasher">Gives values their keys.</param>
/// <param name="Run">The name of the run in a storage of keys.</param>
/// <param name="BatchSize">Rows that are checked at once.</param>
/// <param name="MaxKeysInMemory">Keys of one rule that may be in memory.</param>
/// <param name="Storage">Where more keys go.</param>
internal sealed record RunContext(DateTimeOffset Now, KeyHasher Hasher, string Run, int BatchSize, long MaxKeysInMemory, IKeyStorage? Storage)
{
    public KeyIndex OpenKeys(string rule) => new(Hasher, Run, rule, MaxKeysInMemory, Storage);
}
