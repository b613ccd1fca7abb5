using Platform.Plugins.Storage;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Index;

/// <summary>
/// What a machine has seen of an index: its keys, and the newest state. Kept in a file: whoever forgets it can be shown an older one.
/// </summary>
/// <remarks>One process at a time; not safe for use by several threads.</remarks>
public sealed class PluginIndexMemory
{
    private const string NewSuffix = ".new";

    private readonly DiskFiles _files;
    private readonly string _name;

    private PluginIndexMemory(string file, IndexRoot root, byte[] rootBytes, long version, string digest)
    {
        var path = Path.GetFullPath(file);
        (_files, _name) = (new DiskFiles(Path.GetDirectoryName(path)!), Path.GetFileName(path));
        (Root, RootBytes, SeenVersion, SeenDigest) = (root, rootBytes, version, digest);
    }

    internal IndexRoot Root { get; private set; }

    internal byte[] RootBytes { get; private set; }

    /// <summary>The newest state that was seen; 0 before the first.</summary>
    public long SeenVersion { get; private set; }

    internal string SeenDigest { get; private set; }

    /// <summary>Begins to trust an index, by keys that come from elsewhere than the index.</summary>
    /// <param name="file">Where to remember it. There must be none yet: an older beginning would forget what was seen.</param>
    /// <param name="root">A file <c>root/N.json</c> of the index, by hand from whoever has it.</param>
    /// <returns>The memory.</returns>
    /// <exception cref="IOException">There is one already, or it cannot be written.</exception>
    /// <exception cref="PluginIndexException">It is no such file, or is not signed by its own keys.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static PluginIndexMemory Begin(string file, byte[] root)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(root);
        if (Path.Exists(file))
            throw new IOException($"{file} is there already: what was seen of an index is not forgotten.");
        var memory = new PluginIndexMemory(file, Verified(root), root, 0, "");
        memory.Write();
        return memory;
    }

    /// <summary>Reads what is remembered.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The memory.</returns>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    /// <exception cref="PluginIndexException">It is damaged.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is <see langword="null"/>.</exception>
    public static PluginIndexMemory Open(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return IndexFormat.ReadJson(File.ReadAllBytes(file), file, element =>
        {
            StrictMembers.Require(element, "root", "version", "catalogue");
            var root = element.GetProperty("root").GetBytesFromBase64();
            var (version, digest) = (element.GetProperty("version").GetInt64(), StrictMembers.Text(element.GetProperty("catalogue")));
            return new PluginIndexMemory(file, Verified(root), root, version, digest);
        });
    }

    internal void Remember(IndexRoot root, byte[] bytes)
    {
        // Whoever had stolen the keys of the index may have signed any number; with others it begins anew (TUF, 5.3.11).
        if (!root.Index.IsSameAs(Root.Index))
            (SeenVersion, SeenDigest) = (0, "");
        (Root, RootBytes) = (root, bytes);
        Write();
    }

    internal void Remember(IndexStatement statement)
    {
        (SeenVersion, SeenDigest) = (statement.Version, statement.CatalogueDigest);
        Write();
    }

    private static IndexRoot Verified(byte[] bytes)
    {
        const string Name = "the root";
        var envelope = IndexFormat.ReadEnvelope(bytes, Name);
        var root = IndexFormat.ReadRoot(envelope, Name);
        return root.Root.HasSigned(envelope) ? root
            : throw new PluginIndexException(IndexFault.TooFewSignatures, "The root is not signed by its own keys.");
    }

    private void Write()
    {
        _files.Write(_name + NewSuffix, IndexFormat.Write(json =>
        {
            json.WriteBase64String("root", RootBytes);
            json.WriteNumber("version", SeenVersion);
            json.WriteString("catalogue", SeenDigest);
        }));
        _files.Move(_name + NewSuffix, _name);
        _files.Synchronise("");
    }
}
