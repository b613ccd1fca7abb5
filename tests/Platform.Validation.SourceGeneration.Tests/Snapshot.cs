using Platform.Testing;

namespace Platform.Validation.SourceGeneration.Tests;

/// <summary>
/// Compares a text with an approved one in <c>Snapshots/</c>; a text that differs is written beside it, to be compared and moved over if
/// it is meant.
/// </summary>
internal static class Snapshot
{
    public static void Matches(string name, string text)
    {
        var approved = Path.Combine(Checkout.Root, "tests/Platform.Validation.SourceGeneration.Tests/Snapshots", name + ".txt");
        var received = Path.ChangeExtension(approved, ".received.txt");
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (text != expected)
            File.WriteAllText(received, text);
        Assert.Equal(expected, text);
        File.Delete(received);
    }
}
