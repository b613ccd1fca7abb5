using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Audit.Export.OpenTelemetry.Tests;

/// <summary>A log record as it has arrived.</summary>
internal sealed record Received(ulong TimeUnixNano, string Body, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A collector on loopback: OTLP over HTTP, with as much of protocol buffers as logs need.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _refusals;

    private Collector(WebApplication application) => _application = application;

    public ConcurrentQueue<Received> Records { get; } = [];

    /// <summary>The resources that were sent, as attributes.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Resources { get; } = [];

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What each request waits for before it is answered.</summary>
    public Task Answers { get; set; } = Task.CompletedTask;

    /// <summary>Ends when the first request has come.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many requests are answered with 400 before one is taken.</summary>
    public int Refuses { set => Volatile.Write(ref _refusals, value); }

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        var collector = new Collector(builder.Build());
        collector._application.MapPost("/v1/logs", collector.TakeAsync);
        await collector._application.StartAsync(TestContext.Current.CancellationToken);
        var addresses = collector._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        collector.Address = new Uri(new Uri(addresses.First()), "/v1/logs");
        return collector;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Asked.TrySetResult();
        await Answers;
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        // ExportLogsServiceRequest 1 ResourceLogs 2 ScopeLogs 2 LogRecord
        foreach (var resource in Messages(body.ToArray(), 1))
        {
            Resources.Enqueue(Attributes(Messages(resource, 1).Single(), 1));
            foreach (var scope in Messages(resource, 2))
            {
                foreach (var record in Messages(scope, 2))
                    Records.Enqueue(Read(record));
            }
        }
        context.Response.ContentType = "application/x-protobuf";
    }

    private static Received Read(byte[] record)
    {
        var time = Fields(record).Single(static field => field.Number == 1).Bytes;
        return new Received(BinaryPrimitives.ReadUInt64LittleEndian(time), Value(Messages(record, 5).Single()), Attributes(record, 6));
    }

    private static Dictionary<string, string> Attributes(byte[] message, int number)
    {
        Dictionary<string, string> attributes = [];
        foreach (var pair in Messages(message, number))
            attributes.Add(Encoding.UTF8.GetString(Messages(pair, 1).Single()), Value(Messages(pair, 2).Single()));
        return attributes;
    }

    private static string Value(byte[] any)
    {
        var (number, bytes) = Fields(any).Single();
        return number switch
        {
            1 => Encoding.UTF8.GetString(bytes),
            2 or 3 => BinaryPrimitives.ReadInt64LittleEndian(bytes).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => throw new FormatException($"A value of kind {number}."),
        };
    }

    private static IEnumerable<byte[]> Messages(byte[] message, int number) => Fields(message).Where(field => field.Number == number).Select(static field => field.Bytes);

    private static List<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        List<(int, byte[])> fields = [];
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    var value = new byte[8];
                    BinaryPrimitives.WriteUInt64LittleEndian(value, Varint(message, ref at));
                    fields.Add(((int)(tag >> 3), value));
                    break;
                case 1:
                    fields.Add(((int)(tag >> 3), message[at..(at + 8)]));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    fields.Add(((int)(tag >> 3), message[at..(at + length)]));
                    at += length;
                    break;
                case 5:
                    fields.Add(((int)(tag >> 3), message[at..(at + 4)]));
                    at += 4;
                    break;
                default:
                    throw new FormatException("No protocol buffer.");
            }
        }
        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
