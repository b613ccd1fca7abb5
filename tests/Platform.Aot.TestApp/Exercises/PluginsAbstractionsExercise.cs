using System.Reflection;
using Platform.Plugins.Abstractions;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class PluginsAbstractionsExercise : IExercise
{
    public string Package => "Platform.Plugins.Abstractions";

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var contract = typeof(IRule).GetCustomAttribute<PluginContractAttribute>();
        Expect.That(contract is { Name: "rule", Version: "1.2" }, "a contract has its name and its version");
        return Task.CompletedTask;
    }

    [PluginContract("rule", "1.2")]
    private interface IRule;
}
