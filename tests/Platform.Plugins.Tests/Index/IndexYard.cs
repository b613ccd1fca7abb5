using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.Index;
using Platform.Plugins.Signatures;
using Platform.Plugins.Tests.Packages;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Tests.Index;

/// <summary>An index in a folder, its keys, and somebody who reads it.</summary>
internal sealed class IndexYard : IDisposable
{
    public static readonly TimeSpan Year = TimeSpan.FromDays(365);
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-index-");

    public IndexYard()
    {
        Trust = PluginTrust.Nobody.Trust("acme", Acme.PublicKey).Trust("city", Acme.PublicKey);
        Publisher = new PluginIndexPublisher(Folder, Time);
        Publisher.Begin(Keys(Root), Keys(Index), Year, Day, Root, Index);
        Memory = PluginIndexMemory.Begin(In("memory.json"), File.ReadAllBytes(In("index/root/1.json")));
    }

    public FakeTimeProvider Time { get; } = new(TestPackages.Now);

    public PublisherSigningKey Acme { get; } = PublisherSigningKey.Generate();

    public PublisherSigningKey Root { get; } = PublisherSigningKey.Generate();

    public PublisherSigningKey Index { get; } = PublisherSigningKey.Generate();

    public PublisherSigningKey Other { get; } = PublisherSigningKey.Generate();

    public PluginTrust Trust { get; }

    public PluginIndexPublisher Publisher { get; }

    public PluginIndexMemory Memory { get; private set; }

    public string Folder => In("index");

    public PluginIndexReader Reader => new(new PluginIndexFolder(Folder), Memory, Time);

    public static PluginIndexKeys Keys(params PublisherSigningKey[] keys) => new(keys.Length, keys.Select(key => key.PublicKey));

    public string In(string name) => Path.Combine(_folder.FullName, name);

    public byte[] Package(string version, string id = "acme.tax", string[]? capabilities = null) =>
        TestPackages.MakeSigned(Acme, version, id, capabilities);

    public void Publish(params string[] versions) =>
        Publisher.Publish(versions.Select(version => (ReadOnlyMemory<byte>)Package(version)), Trust, Day, Index);

    /// <summary>The folder as it is now, to be put back later.</summary>
    public Dictionary<string, byte[]> Keep() =>
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);

    public void PutBack(Dictionary<string, byte[]> files)
    {
        Directory.Delete(Folder, recursive: true);
        foreach (var (file, bytes) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
    }

    /// <summary>As after a start of the program.</summary>
    public void Reopen() => Memory = PluginIndexMemory.Open(In("memory.json"));

    /// <summary>Reads, is refused, and remembers what it did before.</summary>
    public async Task<IndexFault> RefusedAsync()
    {
        var before = await File.ReadAllBytesAsync(In("memory.json"), TestContext.Current.CancellationToken);
        var fault = await FaultOfAsync(Reader);
        Assert.Equal(before, await File.ReadAllBytesAsync(In("memory.json"), TestContext.Current.CancellationToken));
        return fault;
    }

    public static async Task<IndexFault> FaultOfAsync(PluginIndexReader reader) =>
        (await Assert.ThrowsAsync<PluginIndexException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken))).Fault;

    public void Dispose()
    {
        foreach (var key in (PublisherSigningKey[])[Acme, Root, Index, Other])
            key.Dispose();
        _folder.Delete(recursive: true);
    }
}
