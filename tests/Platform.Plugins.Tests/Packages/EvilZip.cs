using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Tests.Packages;

/// <summary>Writes zip files in which everything may be a lie.</summary>
internal sealed class EvilZip
{
    private readonly List<Entry> _entries = [];

    /// <summary>An entry; what is not said is the truth.</summary>
    public sealed record Entry(string Name, byte[] Content)
    {
        public bool Deflate { get; init; }

        public ushort? Method { get; init; }

        public ushort Flags { get; init; }

        public ushort MadeBy { get; init; } = 20;

        public ushort Needed { get; init; } = 20;

        public uint Attributes { get; init; }

        public uint? Length { get; init; }

        public uint? PackedLength { get; init; }

        public uint? Crc { get; init; }

        public string? LocalName { get; init; }

        public uint? LocalLength { get; init; }

        public byte[] Extra { get; init; } = [];

        public byte[] Before { get; init; } = [];

        public int? SameBytesAs { get; init; }
    }

    public byte[] BeforeDirectory { get; init; } = [];

    public byte[] AfterDirectory { get; init; } = [];

    public byte[] Comment { get; init; } = [];

    public int MoreEntries { get; init; }

    public EvilZip Add(params IEnumerable<Entry> entries)
    {
        _entries.AddRange(entries);
        return this;
    }

    public EvilZip Add(string name, string content = "x") => Add(new Entry(name, Encoding.UTF8.GetBytes(content)));

    /// <summary>The manifest and the assembly that it names, as they should be.</summary>
    public static EvilZip WithPlugin() => WithPlugin(new EvilZip());

    public static EvilZip WithPlugin(EvilZip zip) => zip.Add(new Entry("plugin.json", TestPackages.Manifest()), new Entry("lib/Acme.Tax.dll", [1, 2, 3]));

    public byte[] Write()
    {
        using var output = new MemoryStream();
        using var directory = new MemoryStream();
        var offsets = new List<int>();
        foreach (var entry in _entries)
        {
            var data = entry.Deflate ? Deflate(entry.Content) : entry.Content;
            var (name, localName) = (Encoding.Latin1.GetBytes(entry.Name), Encoding.Latin1.GetBytes(entry.LocalName ?? entry.Name));
            var method = entry.Method ?? (ushort)(entry.Deflate ? 8 : 0);
            var crc = entry.Crc ?? Crc32.Of(entry.Content);
            output.Write(entry.Before);
            var offset = entry.SameBytesAs is { } same ? offsets[same] : (int)output.Position;
            offsets.Add(offset);
            if (entry.SameBytesAs is null)
            {
                Write(output, ZipFormat.LocalSignature);
                Write(output, entry.Needed, entry.Flags, method, 0, ZipFormat.Date);
                Write(output, crc);
                Write(output, entry.PackedLength ?? (uint)data.Length);
                Write(output, entry.LocalLength ?? entry.Length ?? (uint)entry.Content.Length);
                Write(output, (ushort)localName.Length, (ushort)entry.Extra.Length);
                output.Write([.. localName, .. entry.Extra, .. data]);
            }

            Write(directory, ZipFormat.CentralSignature);
            Write(directory, entry.MadeBy, entry.Needed, entry.Flags, method, 0, ZipFormat.Date);
            Write(directory, crc);
            Write(directory, entry.PackedLength ?? (uint)data.Length);
            Write(directory, entry.Length ?? (uint)entry.Content.Length);
            Write(directory, (ushort)name.Length, (ushort)entry.Extra.Length, 0, 0, 0);
            Write(directory, entry.Attributes);
            Write(directory, (uint)offset);
            directory.Write([.. name, .. entry.Extra]);
        }
        output.Write(BeforeDirectory);
        var start = (uint)output.Position;
        directory.WriteTo(output);
        output.Write(AfterDirectory);
        Write(output, ZipFormat.EndSignature);
        var count = (ushort)(_entries.Count + MoreEntries);
        Write(output, 0, 0, count, count);
        Write(output, (uint)directory.Length);
        Write(output, start);
        Write(output, (ushort)Comment.Length);
        output.Write(Comment);
        return output.ToArray();
    }

    private static byte[] Deflate(byte[] content)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(content);
        return output.ToArray();
    }

    private static void Write(MemoryStream output, params ReadOnlySpan<ushort> values)
    {
        var bytes = new byte[sizeof(ushort)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
            output.Write(bytes);
        }
    }

    private static void Write(MemoryStream output, uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        output.Write(bytes);
    }
}
