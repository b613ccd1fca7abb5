using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Platform.Webhooks.Dialing;

namespace Platform.Webhooks.Tests.Dialing;

/// <summary>A name server that answers what it is told, in order, the last for ever.</summary>
internal sealed class ScriptedResolver(params string[][] answers) : IAddressResolver
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public ConcurrentQueue<string> Names { get; } = [];

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Names.Enqueue(host);
        var answer = answers.Length == 0 ? [] : answers[Math.Min(Interlocked.Increment(ref _asked), answers.Length) - 1];
        return answer.Length == 0
            ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)) : Task.FromResult(answer.Select(IPAddress.Parse).ToArray());
    }
}
