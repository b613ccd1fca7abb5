namespace CityDesk.Tests.Hostile;

/// <summary>What must never be in an answer: the inside of the program.</summary>
internal static class Leaks
{
    private static readonly string[] Inside =
        ["Exception", "CityDesk.", "System.", "Microsoft.", "Platform.Errors", "   at ", ".cs:line", "SELECT ", "no such table", "does not exist", "Data Source", "Host=", "/work/", "/tmp/", "TransitionCommand"];

    /// <param name="answer">All that the caller sees.</param>
    /// <param name="said">What the caller has said itself, and may be told again.</param>
    public static void None(string answer, string said = "")
    {
        foreach (var inside in Inside)
        {
            if (!said.Contains(inside, StringComparison.Ordinal))
                Assert.DoesNotContain(inside, answer, StringComparison.Ordinal);
        }
    }
}
