namespace Platform.Plugins.Extensions;

/// <summary>What becomes of a call of an extension that fails, for one extension point.</summary>
public sealed class FaultPolicy
{
    /// <summary>How long a call may take. Its token is cancelled then, and nobody waits for it any more.</summary>
    /// <value>5 seconds. The manifest of a plugin may ask for less, never for more.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What a fault does to the others.</summary>
    /// <value><see cref="FaultAction.Skip"/>.</value>
    public FaultAction OnFault { get; set; } = FaultAction.Skip;

    /// <summary>How many calls of an extension may fail one after the other before it is left out for a while.</summary>
    /// <value>5.</value>
    public int BreakAfter { get; set; } = 5;

    /// <summary>For how long it is left out. After that one call tries it.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many extensions are called at once.</summary>
    /// <value>1: one after the other.</value>
    public int Parallelism { get; set; } = 1;

    /// <summary>
    /// Whether calls run on threads of the pool, so that one that blocks keeps nobody waiting beyond its deadline. On the caller's thread they are cheaper,
    /// and a deadline holds only for what awaits.
    /// </summary>
    /// <value><see langword="true"/>.</value>
    public bool OnThreadPool { get; set; } = true;

    /// <summary>The ids of the plugins that come first, in this order. The others follow in the order of their ids.</summary>
    /// <value>None.</value>
    public IList<string> First { get; } = [];
}

/// <summary>What a fault does to the others.</summary>
public enum FaultAction
{
    /// <summary>It is told in the results, and the others are called.</summary>
    Skip,

    /// <summary>The whole call fails with an <see cref="ExtensionException"/>.</summary>
    Fail,
}
