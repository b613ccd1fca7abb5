using Xunit;

namespace Platform.Testing;

/// <summary>
/// Compares a text with an approved one in a folder <c>Snapshots/</c>; a text that differs is written beside it, to be compared and moved
/// over if it is meant.
/// </summary>
public static class Snapshot
{
    /// <summary>Compares.</summary>
    /// <param name="project">The test project, whose folder holds <c>Snapshots/</c>.</param>
    /// <param name="name">The name of the approved file, without its ending.</param>
    /// <param name="text">The text as it is now.</param>
    public static void Matches(string project, string name, string text)
    {
        var approved = Path.Combine(Checkout.Root, "tests", project, "Snapshots", name + ".txt");
        var received = Path.ChangeExtension(approved, ".received.txt");
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (text != expected)
            File.WriteAllText(received, text);
        Assert.Equal(expected, text);
        File.Delete(received);
    }
}
