namespace Platform.Validation.AspNetCore;

/// <summary>What happens at start about endpoints that take a body which nothing of ours validates.</summary>
public enum UnvalidatedBodies
{
    /// <summary>Each is named in a warning.</summary>
    Warn = 0,

    /// <summary>The host does not start; the exception names them all.</summary>
    Refuse = 1,

    /// <summary>Nobody looks.</summary>
    Allow = 2,
}
