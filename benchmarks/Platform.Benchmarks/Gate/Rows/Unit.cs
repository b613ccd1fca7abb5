namespace Platform.Benchmarks.Gate.Rows;

/// <summary>Canonical units of what is judged; a quantity may bring any other word of its own ("commands", "keys").</summary>
internal static class Unit
{
    public const string Ratio = "x";
    public const string Nanoseconds = "ns";
    public const string PerSecond = "/s";
    public const string Bytes = "B";
    public const string Percent = "%";
}
