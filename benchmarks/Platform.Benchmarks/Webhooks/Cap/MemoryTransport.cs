using System.Threading.Channels;
using DotNetCore.CAP;
using DotNetCore.CAP.Messages;
using DotNetCore.CAP.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Benchmarks.Webhooks.Cap;

/// <summary>
/// What stands for a broker where CAP is measured: a queue in memory, which costs next to nothing, so that what is measured is CAP and its
/// storage. One group, as there is one in the measurement.
/// </summary>
internal sealed class MemoryTransport : ITransport, IConsumerClientFactory, ICapOptionsExtension
{
    private static readonly BrokerAddress Address = new("memory", "");

    private readonly Channel<TransportMessage> _messages = Channel.CreateUnbounded<TransportMessage>();

    public BrokerAddress BrokerAddress => Address;

    public Task<OperateResult> SendAsync(TransportMessage message)
    {
        _messages.Writer.TryWrite(message);
        return Task.FromResult(OperateResult.Success);
    }

    public Task<IConsumerClient> CreateAsync(string groupName, byte groupConcurrent) =>
        Task.FromResult<IConsumerClient>(new Consumer(_messages.Reader, groupName));

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(new CapMessageQueueMakerService("memory"));
        services.AddSingleton<ITransport>(this);
        services.AddSingleton<IConsumerClientFactory>(this);
    }

    public ValueTask DisposeAsync() => default;

    private sealed class Consumer(ChannelReader<TransportMessage> messages, string group) : IConsumerClient
    {
        public BrokerAddress BrokerAddress => Address;

        public Func<TransportMessage, object?, Task>? OnMessageCallback { get; set; }

        public Action<LogMessageEventArgs>? OnLogCallback { get; set; }

        public Task SubscribeAsync(IEnumerable<string> topics) => Task.CompletedTask;

        public async Task ListeningAsync(TimeSpan timeout, CancellationToken cancellationToken)
        {
            await foreach (var sent in messages.ReadAllAsync(cancellationToken))
            {
                var message = new TransportMessage(new Dictionary<string, string?>(sent.Headers) { [Headers.Group] = group }, sent.Body);
                await OnMessageCallback!(message, null);
            }
        }

        public Task CommitAsync(object? sender) => Task.CompletedTask;

        public Task RejectAsync(object? sender) => throw new InvalidOperationException("CAP refuses what was sent.");

        public ValueTask DisposeAsync() => default;
    }
}
