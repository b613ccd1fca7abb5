using System.Globalization;

namespace Platform.Validation.DataSets;

/// <summary>An exact rule has met more different values than may be kept in memory, and there is nowhere else to keep them.</summary>
public sealed class KeyLimitException : Exception
{
    internal KeyLimitException(string rule, long limit)
        : base(string.Create(CultureInfo.InvariantCulture, $"The rule {rule} has met more than {limit:N0} different values, and keeps no more in memory. Let them spill to a storage (Platform.Validation.DataSets.Sqlite), raise MaxKeysInMemory, or ask for DistinctCount, which estimates."))
    {
    }
}
