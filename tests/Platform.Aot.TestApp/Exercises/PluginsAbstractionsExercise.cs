using System.Reflection;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class PluginsAbstractionsExercise : IExercise
{
    public string Package => "Platform.Plugins.Abstractions";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var contract = typeof(ICrossingRule).GetCustomAttribute<PluginContractAttribute>();
        Expect.That(contract is { Name: "rule", Version: "1.2" }, "a contract has its name and its version");

        var wire = PluginWire.Find(typeof(ICrossingRule))!;
        var rule = (ICrossingRule)wire.CreateProxy(new Channel(wire.CreateDispatcher(new Rule())));
        var verdict = await rule.JudgeAsync(new Case("text", [1, 2]), cancellationToken);
        Expect.That(verdict == new Verdict("text", 2), "a call crosses as bytes");
    }

    private sealed class Rule : ICrossingRule
    {
        public ValueTask<Verdict> JudgeAsync(Case about, CancellationToken cancellationToken) => new(new Verdict(about.Text, about.Numbers.Count));
    }

    private sealed class Channel(IPluginDispatcher dispatcher) : IPluginChannel
    {
        private readonly WireMessages _messages = new();

        public WireMessage Rent() => _messages.Rent();

        public async ValueTask<WireMessage> CallAsync(int member, WireMessage arguments, CancellationToken cancellationToken)
        {
            var answer = _messages.Rent();
            await dispatcher.CallAsync(member, arguments.Bytes, answer, cancellationToken);
            arguments.Dispose();
            return answer;
        }

        public IAsyncEnumerable<WireMessage> StreamAsync(int member, WireMessage arguments, CancellationToken cancellationToken) =>
            dispatcher.StreamAsync(member, arguments.Bytes, _messages, cancellationToken);
    }
}

[PluginContract("rule", "1.2")]
internal interface ICrossingRule
{
    ValueTask<Verdict> JudgeAsync(Case about, CancellationToken cancellationToken);
}

internal sealed record Case(string Text, IReadOnlyList<int> Numbers);

internal sealed record Verdict(string Text, int Count);
