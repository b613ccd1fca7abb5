using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Retention;

/// <summary>
/// The file of a partition: lines of JSON, compressed (gzip). The first says of which log and which records it is, each other is a record
/// with its index. What a record says stands in it as the bytes that were hashed, so that nothing has
/// to be written again to verify it. docs/reference/audit-archive.md.
/// </summary>
internal static class ArchiveFile
{
    private const string Format = "platform-audit-archive/1";
    private const string Extension = ".ndjson.gz";
    private const int MostLine = 128 * 1024;
    private const int MostOfOrigin = 64;

    /// <summary>Names of one log sort as the records do; those of two are never the same, however alike their origins are.</summary>
    public static string NameOf(string origin, long first, long end) => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(origin)}{first:D19}-{end - 1:D19}{Extension}");

    public static bool TryParseName(string name, string origin, out AuditPartition partition)
    {
        partition = default;
        var prefix = PrefixOf(origin);
        if (!name.StartsWith(prefix, StringComparison.Ordinal) || name[prefix.Length..].Split('-') is not [var first, var last] || !last.EndsWith(Extension, StringComparison.Ordinal))
            return false;
        if (!long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from) || !long.TryParse(last[..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var to))
            return false;
        // Whoever writes into the folder chooses the names: what no partition can be is none.
        if (from > to || from % TileAddress.FullWidth != 0 || to % TileAddress.FullWidth != TileAddress.FullWidth - 1 || to == long.MaxValue || NameOf(origin, from, to + 1) != name)
            return false;
        partition = new AuditPartition(from, to + 1);
        return true;
    }

    /// <summary>For people as much of the origin as a name can have; for the rest its hash.</summary>
    private static string PrefixOf(string origin)
    {
        var letters = string.Concat(origin.Take(MostOfOrigin).Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '.' ? letter : '-')).Trim('.', '-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)).AsSpan(0, 8));
        return letters.Length == 0 ? $"{hash}-records-" : $"{letters}-{hash}-records-";
    }

    public static async ValueTask WriteAsync(
        Stream target, string origin, long first, long end, IAsyncEnumerable<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        var compressed = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true);
        await using var ending = compressed.ConfigureAwait(false);
        var line = new MemoryStream();
        using var writer = new Utf8JsonWriter(line);
        writer.WriteStartObject();
        writer.WriteString("format"u8, Format);
        writer.WriteString("origin"u8, origin);
        writer.WriteNumber("first"u8, first);
        writer.WriteNumber("count"u8, end - first);
        await EndLineAsync().ConfigureAwait(false);
        var index = first;
        await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteNumber("index"u8, index++);
            writer.WriteBase64String("record"u8, record.Span);
            await EndLineAsync().ConfigureAwait(false);
        }
        if (index != end)
            throw new AuditIntegrityException($"Records from {index} on are missing, so no archive can be made of them.");

        async ValueTask EndLineAsync()
        {
            writer.WriteEndObject();
            writer.Flush();
            line.WriteByte((byte)'\n');
            line.Position = 0;
            await line.CopyToAsync(compressed, cancellationToken).ConfigureAwait(false);
            line.SetLength(0);
            writer.Reset(line);
        }
    }

    /// <summary>Reads what <see cref="WriteAsync"/> has written. The bytes are anybody's until they are compared with the tree.</summary>
    /// <exception cref="AuditIntegrityException">It is no archive, of another log or other records, or was cut off.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream source, string origin, long first, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var decompressed = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
        await using var ending = decompressed.ConfigureAwait(false);
        var lines = new ArchiveLines(decompressed, MostLine);
        if (!IsHeader(await lines.ReadAsync(cancellationToken).ConfigureAwait(false), origin, first, end))
            throw new AuditIntegrityException($"This is no archive of the records {first} to {end - 1} of the log.");
        for (var index = first; index < end; index++)
        {
            yield return ReadRecord(await lines.ReadAsync(cancellationToken).ConfigureAwait(false), index)
                ?? throw new AuditIntegrityException($"The archive of the records {first} to {end - 1} ends before record {index}, or is damaged there.");
        }
        if (!(await lines.ReadAsync(cancellationToken).ConfigureAwait(false)).IsEmpty)
            throw new AuditIntegrityException($"The archive of the records {first} to {end - 1} has more than these.");
    }

    private static bool IsHeader(ReadOnlyMemory<byte> line, string origin, long first, long end)
    {
        try
        {
            using var header = JsonDocument.Parse(line);
            var root = header.RootElement;
            return root.GetProperty("format"u8).GetString() == Format && root.GetProperty("origin"u8).GetString() == origin
                && root.GetProperty("first"u8).GetInt64() == first && root.GetProperty("count"u8).GetInt64() == end - first;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static byte[]? ReadRecord(ReadOnlyMemory<byte> line, long index)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            return entry.RootElement.GetProperty("index"u8).GetInt64() == index ? entry.RootElement.GetProperty("record"u8).GetBytesFromBase64() : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
