namespace Platform.Benchmarks.Gate.Judging;

/// <summary>What became of a line.</summary>
internal enum Verdict
{
    /// <summary>Within its bar.</summary>
    Pass,

    /// <summary>Within its bar and as good as was hoped for.</summary>
    Aim,

    /// <summary>Beyond its bar, but within the slack that <c>--ci</c> gives on a noisy machine.</summary>
    Slack,

    /// <summary>Beyond its bar.</summary>
    Missed,

    /// <summary>Could not be measured: it threw, or the answers differ.</summary>
    Broken,

    /// <summary>Not measured because a server is not there.</summary>
    Skipped,

    /// <summary>Not measured because a server is not there, where that was not allowed.</summary>
    Required,
}

/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">Why, in a few words; empty where the numbers speak for themselves.</param>
internal sealed record Judgement(Verdict Verdict, string Reason = "")
{
    public bool Fails => Verdict is Verdict.Missed or Verdict.Broken or Verdict.Required;
}
