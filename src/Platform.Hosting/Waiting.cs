namespace Platform.Hosting;

/// <summary>For interfaces of others that do not wait asynchronously.</summary>
internal static class Waiting
{
    /// <summary>What is at hand is taken at once; what is not is waited for, on this thread.</summary>
    public static T For<T>(ValueTask<T> value) => value.IsCompletedSuccessfully ? value.Result : value.AsTask().GetAwaiter().GetResult();
}
