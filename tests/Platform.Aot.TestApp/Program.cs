using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Platform.Aot.TestApp;
using Platform.Aot.TestApp.Exercises;

IExercise[] exercises =
[
    new ErrorsExercise(),
    new EncryptionExercise(),
    new OpenTelemetryExercise(),
    new ValidationExercise(),
    new RateLimitingExercise(),
    new AuditExercise(),
    new WebhooksExercise(),
    new PluginsAbstractionsExercise(),
    new PluginsExercise(),
];

using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
var failed = 0;
foreach (var exercise in exercises)
{
    try
    {
        await exercise.RunAsync(deadline.Token);
        Console.WriteLine($"passed  {exercise.Package}");
    }
    catch (Exception exception) when (Report(exercise.Package, exception))
    {
        failed++;
    }
}

// The project file references every core package by itself; nobody may forget to exercise one.
var forgotten = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
    .Single(metadata => metadata.Key == "CorePackages").Value!.Split(';')
    .Except(exercises.Select(exercise => exercise.Package))
    .ToList();
foreach (var package in forgotten)
    Console.WriteLine($"FAILED  {package}: no exercise in Program.cs");

Console.WriteLine($"{exercises.Length - failed} passed, {failed + forgotten.Count} failed, {(RuntimeFeature.IsDynamicCodeSupported ? "on the just-in-time runtime" : "as native code")}");
return failed + forgotten.Count == 0 ? 0 : 1;

[SuppressMessage("Design", "CA1031", Justification = "One failing package must not hide the others.")]
static bool Report(string package, Exception exception)
{
    Console.WriteLine($"FAILED  {package}: {exception}");
    return true;
}
