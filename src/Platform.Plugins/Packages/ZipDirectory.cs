using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Platform.Plugins.Packages;

/// <summary>
/// The directory of a package. It is read so that no other reader of zip files can see something else in the same bytes: each byte belongs to exactly one
/// entry,
/// to the directory or to the end, and whatever is written twice is the same both times.
/// </summary>
internal sealed class ZipDirectory
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string _package;

    private ZipDirectory(ReadOnlyMemory<byte> bytes, string package, IReadOnlyDictionary<string, ZipEntry> entries) =>
        (_bytes, _package, Entries) = (bytes, package, entries);

    public IReadOnlyDictionary<string, ZipEntry> Entries { get; }

    public static ZipDirectory Read(ReadOnlyMemory<byte> bytes, string package, PackageLimits limits)
    {
        var span = bytes.Span;
        var end = SignedLengthOf(span, package, limits) - ZipFormat.EndLength + sizeof(ushort);
        var tail = span[end..];
        var count = U16(tail, 10);
        var (size, start) = (U32(tail, 12), U32(tail, 16));
        if (U32(tail, 4) != 0 || U16(tail, 8) != count || count == ushort.MaxValue || start == uint.MaxValue)
            throw Refuse(package, PackageFault.Unsupported, "is in several parts, or in zip64: pack it with this library.");
        if (count > limits.MaxFiles)
            throw Refuse(package, PackageFault.TooLarge, $"has {count} files; at most {limits.MaxFiles} are allowed.");
        if ((long)start + size != end)
            throw Refuse(package, PackageFault.Contradiction, "has bytes between its directory and its end, or says so.");
        return new ZipDirectory(bytes, package, ReadEntries(span, package, limits, (int)start, end, count));
    }

    /// <summary>
    /// How many bytes a signature is about: all of them up to the length of the comment, in which it stands. Found from the end, before anything else is read.
    /// </summary>
    public static int SignedLengthOf(ReadOnlySpan<byte> bytes, string package, PackageLimits limits) => bytes.Length > limits.MaxBytes
        ? throw Refuse(package, PackageFault.TooLarge, $"has {bytes.Length} bytes; at most {limits.MaxBytes} are allowed.")
        : FindEnd(bytes, package) + ZipFormat.EndLength - sizeof(ushort);

    /// <summary>Unpacks a file. Never more than it says, and never less.</summary>
    public byte[] Unpack(ZipEntry entry)
    {
        var data = _bytes.Slice(entry.DataOffset, entry.PackedLength);
        var content = entry.IsDeflated ? Inflate(data, entry) : data.ToArray();
        return Crc32.Of(content) == entry.Crc ? content : throw Refuse(_package, PackageFault.Contradiction,
            $"{entry.Path} has another checksum than it says.");
    }

    private byte[] Inflate(ReadOnlyMemory<byte> data, ZipEntry entry)
    {
        var content = new byte[entry.Length];
        try
        {
            using var packed = new MemoryStream(data.ToArray(), writable: false);
            using var inflate = new DeflateStream(packed, CompressionMode.Decompress);
            if (inflate.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == content.Length && inflate.ReadByte() < 0)
                return content;
        }
        catch (InvalidDataException)
        {
            throw Refuse(_package, PackageFault.Contradiction, $"{entry.Path} cannot be unpacked: it is damaged.");
        }
        throw Refuse(_package, PackageFault.Contradiction, $"{entry.Path} is not as long as it says.");
    }

    /// <summary>The last end record whose comment reaches exactly to the end of the file.</summary>
    private static int FindEnd(ReadOnlySpan<byte> bytes, string package)
    {
        var lowest = Math.Max(0, bytes.Length - ZipFormat.EndLength - ZipFormat.LongestComment);
        for (var at = bytes.Length - ZipFormat.EndLength; at >= lowest; at--)
        {
            if (U32(bytes, at) != ZipFormat.EndSignature)
                continue;
            // Another reader could take this for the end, whatever it says of its comment.
            return U16(bytes, at + 20) == bytes.Length - at - ZipFormat.EndLength ? at
                : throw Refuse(package, PackageFault.Contradiction, "has two ends, or bytes behind its end.");
        }
        throw Refuse(package, PackageFault.NotAZip, "is no package, or cut off: it has no end record of a zip file.");
    }

    private static Dictionary<string, ZipEntry> ReadEntries(ReadOnlySpan<byte> bytes, string package, PackageLimits limits, int start, int end, int count)
    {
        var entries = new Dictionary<string, ZipEntry>(count, StringComparer.Ordinal);
        var places = new PackagePlaces();
        var (at, next, unpacked) = (start, 0, 0L);
        for (var i = 0; i < count; i++)
        {
            if (end - at < ZipFormat.CentralLength || U32(bytes, at) != ZipFormat.CentralSignature)
                throw Refuse(package, PackageFault.Contradiction, $"says that it has {count} files, and lists {i}.");
            var record = bytes[at..end];
            var nameLength = U16(record, 28);
            if (U16(record, 30) != 0 || U16(record, 32) != 0 || U16(record, 34) != 0)
                throw Refuse(package, PackageFault.Unsupported, "has extra fields, comments or parts: pack it with this library.");
            if (record.Length < ZipFormat.CentralLength + nameLength)
                throw Refuse(package, PackageFault.Contradiction, "has a directory that is cut off.");
            var path = ReadPath(record.Slice(ZipFormat.CentralLength, nameLength), package);
            RequireFile(record, package, path);
            var entry = ReadEntry(bytes, record, package, path, next, start);
            unpacked += entry.Length;
            if (unpacked > limits.MaxUnpackedBytes)
                throw Refuse(package, PackageFault.TooLarge, $"has more than {limits.MaxUnpackedBytes} bytes when it is unpacked.");
            if (!entries.TryAdd(path, entry))
                throw Refuse(package, PackageFault.DuplicateEntry, $"has {path} twice.");
            if (places.Take(path) is { } other)
                throw Refuse(package, PackageFault.PathCollision,
                    $"has {path} and {other}, which are one place where case does not count, or a file and a folder in one place.");
            next = entry.DataOffset + entry.PackedLength;
            at += ZipFormat.CentralLength + nameLength;
        }
        if (at != end)
            throw Refuse(package, PackageFault.Contradiction, $"lists more than the {count} files that it says.");
        if (next != start)
            throw Refuse(package, PackageFault.Contradiction, "has bytes that belong to no file.");
        return entries;
    }

    private static string ReadPath(ReadOnlySpan<byte> name, string package)
    {
        var path = Encoding.Latin1.GetString(name);
        return PackagePath.IsValid(path) ? path
            : throw Refuse(package, PackageFault.UnsafePath,
                $"has a file named \"{string.Concat(path.Take(80).Select(static letter => letter is >= ' ' and <= '~' ? letter : '?'))}\": "
                + "names are relative, with forward slashes, of letters, digits and . _ - + @ ~, and no part begins or ends with a full stop.");
    }

    private static void RequireFile(ReadOnlySpan<byte> record, string package, string path)
    {
        var kind = (int)(U32(record, 38) >> 16) & ZipFormat.UnixKind;
        if (record[5] == ZipFormat.UnixHost && kind is not (0 or ZipFormat.UnixFile))
            throw Refuse(package, PackageFault.NotAFile, $"has {path}, which is a link or another thing that is no file.");
        if ((U16(record, 8) & ~ZipFormat.HarmlessFlags) != 0 || U16(record, 10) is not (ZipFormat.Stored or ZipFormat.Deflated)
            || U16(record, 6) > ZipFormat.Version)
            throw Refuse(package, PackageFault.Unsupported,
                $"has {path}, which is encrypted, packed by another method or written as a stream: pack it with this library.");
    }

    /// <summary>An entry of the directory and the header before the file itself must agree, and files must follow each other.</summary>
    private static ZipEntry ReadEntry(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> record, string package, string path, int offset, int limit)
    {
        var nameLength = U16(record, 28);
        var (packed, length) = (U32(record, 20), U32(record, 24));
        if (U32(record, 42) != offset)
            throw Refuse(package, PackageFault.Contradiction, $"{path} does not begin where the file before it ends.");
        if (limit - offset < ZipFormat.LocalLength + nameLength || packed > limit - offset - ZipFormat.LocalLength - nameLength)
            throw Refuse(package, PackageFault.Contradiction, $"{path} is longer than the package.");
        var local = bytes.Slice(offset, ZipFormat.LocalLength + nameLength);
        // From the version on, the first 24 bytes are the same in both places.
        if (U32(local, 0) != ZipFormat.LocalSignature || !local[4..28].SequenceEqual(record[6..30]) || U16(local, 28) != 0
            || !local[ZipFormat.LocalLength..].SequenceEqual(record.Slice(ZipFormat.CentralLength, nameLength)))
            throw Refuse(package, PackageFault.Contradiction, $"{path} says one thing in the directory and another before its bytes.");
        var isDeflated = U16(record, 10) == ZipFormat.Deflated;
        if (length > int.MaxValue || (isDeflated ? length > packed * ZipFormat.DeflateLimit : length != packed))
            throw Refuse(package, PackageFault.Contradiction, $"{path} says that {packed} bytes unpack to {length}, which they cannot.");
        return new ZipEntry(path, offset + ZipFormat.LocalLength + nameLength, (int)packed, (int)length, U32(record, 16), isDeflated);
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static PluginPackageException Refuse(string package, PackageFault fault, string reason) => new(fault, package, reason);
}
