using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Platform.Plugins.Packages;

/// <summary>Writes the zip of a package: files in the order of their names, without times, so that the same files make the same bytes.</summary>
internal static class ZipWriter
{
    /// <summary>No extra field, no comment, the first disk, no attributes.</summary>
    private static ReadOnlySpan<byte> NothingMore => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Write(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files)
    {
        using var output = new MemoryStream();
        using var directory = new MemoryStream();
        var count = 0;
        Span<byte> common = stackalloc byte[22];
        foreach (var (path, content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var name = Encoding.ASCII.GetBytes(path);
            var packed = Deflate(content.Span);
            var (method, data) = packed.Length < content.Length ? (ZipFormat.Deflated, packed) : (ZipFormat.Stored, content.Span.ToArray());
            var offset = (uint)output.Position;

            BinaryPrimitives.WriteUInt16LittleEndian(common, 0);
            BinaryPrimitives.WriteUInt16LittleEndian(common[2..], method);
            BinaryPrimitives.WriteUInt16LittleEndian(common[4..], 0);
            BinaryPrimitives.WriteUInt16LittleEndian(common[6..], ZipFormat.Date);
            BinaryPrimitives.WriteUInt32LittleEndian(common[8..], Crc32.Of(content.Span));
            BinaryPrimitives.WriteUInt32LittleEndian(common[12..], (uint)data.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(common[16..], (uint)content.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(common[20..], (ushort)name.Length);

            Write(output, ZipFormat.LocalSignature);
            Write(output, ZipFormat.Version);
            output.Write(common);
            Write(output, (ushort)0);
            output.Write(name);
            output.Write(data);

            Write(directory, ZipFormat.CentralSignature);
            Write(directory, ZipFormat.Version);
            Write(directory, ZipFormat.Version);
            directory.Write(common);
            directory.Write(NothingMore);
            Write(directory, offset);
            directory.Write(name);
            count++;
        }
        var start = (uint)output.Position;
        directory.WriteTo(output);
        Write(output, ZipFormat.EndSignature);
        Write(output, 0u);
        Write(output, (ushort)count);
        Write(output, (ushort)count);
        Write(output, (uint)directory.Length);
        Write(output, start);
        Write(output, (ushort)0);
        return output.ToArray();
    }

    private static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(content);
        return output.ToArray();
    }

    private static void Write(MemoryStream output, ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        output.Write(bytes);
    }

    private static void Write(MemoryStream output, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        output.Write(bytes);
    }
}
