namespace Platform.Aot.TestApp;

/// <summary>The one assertion that the exercises need; test frameworks do not compile ahead of time.</summary>
internal static class Expect
{
    public static void That(bool condition, string expectation)
    {
        if (!condition)
            throw new InvalidOperationException($"Expected: {expectation}");
    }
}
