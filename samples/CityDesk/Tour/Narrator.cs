using System.Diagnostics;

namespace CityDesk.Tour;

/// <summary>Tells what happens in a scene, and holds it against what should.</summary>
internal sealed class Narrator(TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private string _scene = "";

    public async Task BeginAsync(IScene scene)
    {
        _scene = scene.Name;
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{scene.Name}: {scene.Title}");
    }

    /// <summary>What is done.</summary>
    public Task DoAsync(string text) => output.WriteLineAsync($"  {text}");

    /// <summary>What the desk answers, word by word, one line or several.</summary>
    public async Task QuoteAsync(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            await output.WriteLineAsync($"    | {line}");
    }

    /// <summary>What must hold now.</summary>
    /// <exception cref="OperatorException">It does not.</exception>
    public Task CheckAsync(bool holds, string what) =>
        holds ? output.WriteLineAsync($"  ok  {what}") : throw new OperatorException($"The scene '{_scene}' did not go as it should. What does not hold: {what}");

    /// <summary>What must hold in a moment.</summary>
    /// <exception cref="OperatorException">It never does.</exception>
    public async Task WaitAsync(Func<Task<bool>> holds, string what, CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); !await holds() && Stopwatch.GetElapsedTime(started) < Patience;)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        await CheckAsync(await holds(), what);
    }
}
