using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins;
using Platform.Plugins.Abstractions;
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

    /// <summary>Rules in this process, or echoes in processes of their own.</summary>
    public PluginServices(int plugins, bool inProcesses = false)
    {
        Folder = Directory.CreateTempSubdirectory("plugins-");
        Assembly = Compile();
        var services = new ServiceCollection();
        var builder = services.AddPlatformPlugins(options => options.Store = Path.Combine(Folder.FullName, "store"))
            .UseTrust(PluginTrust.Nobody.Trust("acme", _key.PublicKey))
            .AddExtensionPoint<IPriceRule>()
            .AddExtensionPoint<IEcho>();
        _ = inProcesses ? builder.UseProcesses() : builder.UseInProcess();
        _services = services.BuildServiceProvider();
        var store = _services.GetRequiredService<PluginStore>();
        for (var i = 0; i < plugins; i++)
            Install(store, $"acme.rule{i}", inProcesses ? "echo" : "price-rule", inProcesses ? "Acme.Rules.Echo" : "Acme.Rules.One");
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

    private void Install(PluginStore store, string id, string contract, string type)
    {
        var manifest = $$"""
            {
              "id": "{{id}}", "version": "1.0.0", "assembly": "Acme.Rules.dll", "contracts": { "{{contract}}": "^1.0" },
              "contributes": [{ "contract": "{{contract}}", "name": "one", "type": "{{type}}" }]
            }
            """;
        var package = PluginPackage.Create(new Dictionary<string, ReadOnlyMemory<byte>> { ["plugin.json"] = Encoding.UTF8.GetBytes(manifest), ["Acme.Rules.dll"] = Assembly });
        var change = store.Plan(PluginPackage.Read(package, id).Sign(_key, TimeProvider.System.GetUtcNow()), id);
        store.Apply(change, change.AgreedBy("benchmark"));
    }

    private static byte[] Compile()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(IPriceRule).Assembly.Location).Append(typeof(PluginContractAttribute).Assembly.Location);
        var compilation = CSharpCompilation.Create(
            "Acme.Rules",
            [CSharpSyntaxTree.ParseText("""
                namespace Acme.Rules;
                using System.Threading;
                using System.Threading.Tasks;
                using Platform.Benchmarks.Plugins;
                public sealed class One : IPriceRule { public int Apply(int price) => price + 1; }
                public sealed class Echo : IEcho
                {
                    public ValueTask<EchoLine> EchoAsync(EchoLine line, CancellationToken cancellationToken) => new(line);
                }
                """)],
            references.Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var output = new MemoryStream();
        var result = compilation.Emit(output);
        return result.Success ? output.ToArray() : throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
    }
}
