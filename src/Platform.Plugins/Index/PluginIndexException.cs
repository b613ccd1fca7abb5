namespace Platform.Plugins.Index;

/// <summary>Why an index is refused.</summary>
public enum IndexFault
{
    /// <summary>A file that an index has is not there.</summary>
    Missing,

    /// <summary>A file that is not written as those of an index are, or is larger than they may be.</summary>
    Malformed,

    /// <summary>Too few of the keys have signed that have to.</summary>
    TooFewSignatures,

    /// <summary>What was signed holds no longer: somebody keeps newer files back, or nobody has renewed the index.</summary>
    Expired,

    /// <summary>Older than what was seen before, or another one of the same number.</summary>
    Rollback,

    /// <summary>Other bytes than those that were signed.</summary>
    OtherBytes,
}

/// <summary>An index that is refused. What was known of it before is still known.</summary>
public sealed class PluginIndexException : Exception
{
    /// <summary>An index that is refused.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="reason">The sentence that says why.</param>
    /// <param name="cause">What was thrown, if anything was.</param>
    public PluginIndexException(IndexFault fault, string reason, Exception? cause = null)
        : base(reason, cause) => Fault = fault;

    /// <summary>Why.</summary>
    public IndexFault Fault { get; }
}
