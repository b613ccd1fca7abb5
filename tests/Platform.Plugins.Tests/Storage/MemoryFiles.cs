using Platform.Plugins.Storage;

namespace Platform.Plugins.Tests.Storage;

/// <summary>The power went away.</summary>
public sealed class PowerCutException : Exception;

/// <summary>
/// A disk that forgets: names that were not synchronised and bytes that were not flushed may be there after a power cut, or not. It fails at a step that a test
/// chooses, and from then on.
/// </summary>
internal sealed class MemoryFiles : IStoreFiles
{
    private readonly Folder _root = new();
    private int _step;

    /// <summary>The step that the power does not survive; none when it stays.</summary>
    public int? FailAt { get; set; }

    /// <summary>How many steps there have been.</summary>
    public int Steps => _step;

    /// <summary>An error of the disk, in place of a power cut.</summary>
    public bool FailsSoftly { get; init; }

    public bool IsLocked { get; set; }

    /// <summary>What is on the disk when the power is back.</summary>
    /// <param name="keeps">Whether a change that was not waited for has been written all the same.</param>
    public MemoryFiles AfterPowerCut(Func<bool> keeps)
    {
        var after = new MemoryFiles();
        _root.Survive(after._root, keeps);
        return after;
    }

    public byte[]? Read(string path) => Find(path) is File file ? file.Bytes : null;

    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var (folder, name) = Parent(path);
        var file = new File();
        folder.Names[name] = file;
        if (IsLast())
        {
            file.Bytes = bytes[..(bytes.Length / 2)].ToArray();
            Fail();
        }
        file.Bytes = file.Flushed = bytes.ToArray();
    }

    public void CreateFolder(string path)
    {
        Step();
        var folder = _root;
        foreach (var name in path.Split('/'))
        {
            if (!folder.Names.TryGetValue(name, out var child))
                folder.Names[name] = child = new Folder();
            folder = (Folder)child;
        }
    }

    public void Move(string from, string to)
    {
        Step();
        var (source, name) = Parent(from);
        var (target, newName) = Parent(to);
        var node = source.Names[name];
        if (node is Folder && target.Names.ContainsKey(newName))
            throw new IOException($"{to} is there.");
        source.Names.Remove(name);
        target.Names[newName] = node;
    }

    public void Delete(string path)
    {
        if (Find(path) is null)
            return;
        Step();
        var (folder, name) = Parent(path);
        folder.Names.Remove(name);
    }

    public IReadOnlyList<string> List(string folder) => Find(folder) is Folder found ? [.. found.Names.Keys] : [];

    public void Synchronise(string folder)
    {
        Step();
        ((Folder)Find(folder)!).Synchronise();
    }

    public IDisposable? TryLock() => IsLocked ? null : new Held(this);

    private void Step()
    {
        if (IsLast())
            Fail();
    }

    private bool IsLast() => ++_step >= FailAt && (!FailsSoftly || _step == FailAt);

    private void Fail()
    {
        Exception fault = FailsSoftly ? new IOException("The disk is full.") : new PowerCutException();
        throw fault;
    }

    private Node? Find(string path)
    {
        Node? node = _root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = (node as Folder)?.Names.GetValueOrDefault(name);
        return node;
    }

    private (Folder Folder, string Name) Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return ((Folder?)Find(slash < 0 ? "" : path[..slash]) ?? throw new DirectoryNotFoundException(path), path[(slash + 1)..]);
    }

    private abstract class Node
    {
        public abstract Node AfterPowerCut(Func<bool> keeps);
    }

    private sealed class File : Node
    {
        public byte[] Bytes { get; set; } = [];

        public byte[] Flushed { get; set; } = [];

        public override Node AfterPowerCut(Func<bool> keeps)
        {
            var bytes = keeps() ? Bytes : Flushed;
            return new File { Bytes = bytes, Flushed = bytes };
        }
    }

    private sealed class Folder : Node
    {
        private Dictionary<string, Node> _synchronised = [];

        public SortedDictionary<string, Node> Names { get; } = new(StringComparer.Ordinal);

        public void Synchronise() => _synchronised = new Dictionary<string, Node>(Names);

        public override Node AfterPowerCut(Func<bool> keeps)
        {
            var after = new Folder();
            Survive(after, keeps);
            return after;
        }

        public void Survive(Folder after, Func<bool> keeps)
        {
            foreach (var name in Names.Keys.Union(_synchronised.Keys).ToList())
            {
                var (now, then) = (Names.GetValueOrDefault(name), _synchronised.GetValueOrDefault(name));
                if ((now == then || keeps() ? now : then) is { } left)
                    after.Names[name] = left.AfterPowerCut(keeps);
            }
            after.Synchronise();
        }
    }

    private sealed class Held : IDisposable
    {
        private readonly MemoryFiles _files;

        public Held(MemoryFiles files)
        {
            _files = files;
            files.IsLocked = true;
        }

        public void Dispose() => _files.IsLocked = false;
    }
}
