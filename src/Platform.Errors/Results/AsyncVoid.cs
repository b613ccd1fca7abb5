namespace Platform.Errors;

/// <summary>What the compiler says to a task where nobody would wait for it.</summary>
internal static class AsyncVoid
{
    public const string Tap = "Nobody would wait for this task: await TapAsync.";
    public const string TapError = "Nobody would wait for this task: await TapErrorAsync.";
    public const string Switch = "Nobody would wait for this task: await SwitchAsync, with two functions that give a task.";
}
