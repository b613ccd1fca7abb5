namespace Platform.Benchmarks.Gate.SelfTest;

/// <summary>Runs the gate on plants: a gate that nothing can shut is worse than none.</summary>
internal static class SelfTest
{
    public static async Task<bool> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var (passed, plants) = (0, Plants.All);
        foreach (var plant in plants)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var complaint = await plant.TryAsync(cancellationToken);
            passed += complaint is null ? 1 : 0;
            output.WriteLine($"{(complaint is null ? "ok    " : "NOT OK")}  {plant.Name}{(complaint is null ? "" : $": {complaint}")}");
            output.Flush();
        }

        output.WriteLine();
        output.WriteLine($"{passed} of {plants.Count} plants were judged as they should be.");
        return passed == plants.Count;
    }
}
