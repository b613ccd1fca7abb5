using System.Buffers;
using System.Text.Json;

namespace Platform.RateLimiting;

/// <summary>A page of usage for export.</summary>
public sealed class UsageExport
{
    /// <summary>The media type of <see cref="WriteJsonAsync"/>.</summary>
    public const string JsonMediaType = "application/cloudevents-batch+json";

    /// <summary>The media type of <see cref="WriteNdjsonAsync"/>.</summary>
    public const string NdjsonMediaType = "application/x-ndjson";

    private const int FlushAt = 32 * 1024;

    internal UsageExport(long after, IReadOnlyList<UsageEvent> events, bool isLast) => (Events, Cursor, IsLast) = (events, events is [.., var last] ? last.Number : after, isLast);

    /// <summary>The events, in their order.</summary>
    public IReadOnlyList<UsageEvent> Events { get; }

    /// <summary>Where the next page begins. Keep it together with what was done with the events.</summary>
    public long Cursor { get; }

    /// <summary>Whether there was nothing more.</summary>
    public bool IsLast { get; }

    /// <summary>Writes one event in each line, in the JSON event format of CloudEvents 1.0.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>A task that ends when all is written.</returns>
    public async Task WriteNdjsonAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var bytes = new ArrayBufferWriter<byte>(FlushAt);
        using var writer = new Utf8JsonWriter(bytes);
        foreach (var each in Events)
        {
            each.WriteTo(writer);
            writer.Flush();
            writer.Reset();
            bytes.Write("\n"u8);
            if (bytes.WrittenCount < FlushAt)
                continue;
            await stream.WriteAsync(bytes.WrittenMemory, cancellationToken).ConfigureAwait(false);
            bytes.ResetWrittenCount();
        }
        await stream.WriteAsync(bytes.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes all events in the JSON batch format of CloudEvents 1.0.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>A task that ends when all is written.</returns>
    public async Task WriteJsonAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var writer = new Utf8JsonWriter(stream);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartArray();
            foreach (var each in Events)
            {
                each.WriteTo(writer);
                if (writer.BytesPending > FlushAt)
                    await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
            writer.WriteEndArray();
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
