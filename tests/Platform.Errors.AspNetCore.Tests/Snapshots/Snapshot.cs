using Platform.Testing;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>A text that stands in a file, so that a change to it is seen in review. To approve one, replace the file by the received one beside it.</summary>
internal static class Snapshot
{
    public static void Match(string file, string text)
    {
        var path = Path.Combine(Checkout.Root, "tests", "Platform.Errors.AspNetCore.Tests", "Snapshots", file);
        var received = Path.ChangeExtension(path, ".received.txt");
        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        if (approved == text)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, text);
        var (one, other) = (approved.Split('\n'), text.Split('\n'));
        var line = Enumerable.Range(0, int.Max(one.Length, other.Length)).First(index => one.ElementAtOrDefault(index) != other.ElementAtOrDefault(index));
        Assert.Fail($"{file} differs from line {line + 1} on:\n- {one.ElementAtOrDefault(line)}\n+ {other.ElementAtOrDefault(line)}\nIf that is meant, approve {received}.");
    }
}
