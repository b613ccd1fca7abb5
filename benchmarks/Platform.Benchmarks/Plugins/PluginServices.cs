using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins;
using Platform.Plugins.InProcess;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;

namespace Platform.Benchmarks.Plugins;

/// <summary>A host with plugins that are really compiled, signed and installed, each of which brings one rule.</summary>
internal sealed class PluginServices : IDisposable
{
    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();
    private readonly ServiceProvider _services;

    public PluginServices(int plugins)
    {
        Folder = Directory.CreateTempSubdirectory("plugins-");
        Assembly = Compile();
        var services = new ServiceCollection();
        services.AddPlatformPlugins(options => options.Store = Path.Combine(Folder.FullName, "store"))
            .UseTrust(PluginTrust.Nobody.Trust("acme", _key.PublicKey))
            .AddExtensionPoint<IPriceRule>()
            .UseInProcess();
        _services = services.BuildServiceProvider();
        var store = _services.GetRequiredService<PluginStore>();
        for (var i = 0; i < plugins; i++)
            Install(store, $"acme.rule{i}");
    }

    public DirectoryInfo Folder { get; }

    public byte[] Assembly { get; }

    public IServiceProvider Services => _services;

    public void Dispose()
    {
        _services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _key.Dispose();
        Folder.Delete(recursive: true);
    }

    private void Install(PluginStore store, string id)
    {
        var manifest = $$"""
            {
              "id": "{{id}}", "version": "1.0.0", "assembly": "Acme.Rules.dll", "contracts": { "price-rule": "^1.0" },
              "contributes": [{ "contract": "price-rule", "name": "one", "type": "Acme.Rules.One" }]
            }
            """;
        var package = PluginPackage.Create(new Dictionary<string, ReadOnlyMemory<byte>> { ["plugin.json"] = Encoding.UTF8.GetBytes(manifest), ["Acme.Rules.dll"] = Assembly });
        var change = store.Plan(PluginPackage.Read(package, id).Sign(_key, TimeProvider.System.GetUtcNow()), id);
        store.Apply(change, change.AgreedBy("benchmark"));
    }

    private static byte[] Compile()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Append(typeof(IPriceRule).Assembly.Location);
        var compilation = CSharpCompilation.Create(
            "Acme.Rules",
            [CSharpSyntaxTree.ParseText("namespace Acme.Rules; public sealed class One : Platform.Benchmarks.Plugins.IPriceRule { public int Apply(int price) => price + 1; }")],
            references.Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var output = new MemoryStream();
        var result = compilation.Emit(output);
        return result.Success ? output.ToArray() : throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
    }
}
