namespace Platform.Conformance.Tests.Frame;

/// <summary>What came of one file of a suite.</summary>
/// <param name="Suite">The suite's folder.</param>
/// <param name="File">The file, relative to the folder.</param>
/// <param name="Cases">How many cases it holds.</param>
/// <param name="Failures">Each wrong answer, as <c>suite/file#case: what was wrong</c>.</param>
public sealed record FileResult(string Suite, string File, int Cases, IReadOnlyList<string> Failures)
{
    /// <summary>Runs every case of a file.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="root">The conformance data.</param>
    /// <param name="file">The file, relative to the suite's folder.</param>
    /// <param name="cancellationToken">Stops between two cases.</param>
    /// <returns>The counts and the failures. A file that holds no case has failed.</returns>
    /// <exception cref="TimeoutException">The file took longer than <see cref="RunningSuite.Patience"/>.</exception>
    public static Task<FileResult> RunAsync(RunningSuite suite, string root, string file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(suite);
        // On another thread: a case that loops for ever without awaiting anything must still be seen to hang.
        return Task.Run(() => JudgeAllAsync(suite, root, file, cancellationToken), cancellationToken)
            .WaitAsync(suite.Patience, TimeProvider.System, cancellationToken);
    }

    private static async Task<FileResult> JudgeAllAsync(RunningSuite suite, string root, string file, CancellationToken cancellationToken)
    {
        var cases = 0;
        var failures = new List<string>();
        try
        {
            foreach (var each in suite.Read(Path.Combine(root, suite.Folder, file), file))
            {
                cancellationToken.ThrowIfCancellationRequested();
                cases++;
                if (await JudgeAsync(each, cancellationToken) is { } wrong)
                    failures.Add($"{suite.Folder}/{file}#{each.Name}: {wrong}");
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            failures.Add($"{suite.Folder}/{file}: cannot be read beyond case {cases}: {exception.GetType().Name}: {exception.Message}");
        }
        if (cases == 0)
            failures.Add($"{suite.Folder}/{file}: holds no case");
        return new FileResult(suite.Folder, file, cases, failures);
    }

    private static async ValueTask<string?> JudgeAsync(ConformanceCase each, CancellationToken cancellationToken)
    {
        try
        {
            return await each.Judge(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }
}
