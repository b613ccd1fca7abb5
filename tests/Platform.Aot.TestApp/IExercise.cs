namespace Platform.Aot.TestApp;

/// <summary>A short use of one core package that shows that it works as native code.</summary>
internal interface IExercise
{
    /// <summary>The name of the package.</summary>
    string Package { get; }

    /// <summary>Uses the package; throws when something is not as it must be.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
