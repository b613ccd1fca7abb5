using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Tests.Verification;

/// <summary>Metadata that is made to cost whoever reads it more than it is worth.</summary>
public sealed class HostileMetadataTests : IDisposable
{
    private const long Bound = 512 * 1024 * 1024;

    private const string Contracts = """
        namespace Desk;
        [PluginContract("rule", "1.0")]
        public interface IRule { }
        public static class Grids { public static void Fill(int[,,] first, int[,,] second) { } }
        """;

    private const string Plugin = "namespace Acme; public class Rule : Desk.IRule { public void Judge() => Desk.Grids.Fill(null, null); }";

    /// <summary>No instance, two parameters, returns nothing; an array of integers with three dimensions, no sizes, three lower bounds; and one more.</summary>
    private static readonly byte[] Signature = [0x00, 0x02, 0x01, 0x14, 0x08, 0x03, 0x00, 0x03, 0x00, 0x00, 0x00, 0x14, 0x08, 0x03];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hostile-");
    private readonly byte[] _contracts = Compiled.Assembly("Desk.Contracts", "1.0.0.0", Contracts);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_plugin_that_is_changed_below_fits_as_it_is() => Assert.Empty(Verify(Compiled.Assembly("Acme", "1.0.0.0", Plugin, _contracts)));

    [Theory]
    [InlineData("parameters", 1, new byte[] { 0xDF, 0xFF, 0xFF, 0xFF })]
    [InlineData("dimensions", 5, new byte[] { 0xDF, 0xFF, 0xFF, 0xFF })]
    [InlineData("sizes", 6, new byte[] { 0xDF, 0xFF, 0xFF, 0xFF })]
    [InlineData("arguments of a generic type", 3, new byte[] { 0x15, 0x12, 0x05, 0xDF, 0xFF, 0xFF, 0xFF })]
    [InlineData("parameters of a function", 3, new byte[] { 0x1B, 0x00, 0xDF, 0xFF, 0xFF, 0xFF })]
    public void A_signature_that_claims_millions_of_something_is_refused_before_memory_is_reserved_for_them(string what, int at, byte[] claim)
    {
        var assembly = Compiled.Assembly("Acme", "1.0.0.0", Plugin, _contracts);
        var start = assembly.AsSpan().IndexOf(Signature);
        Assert.True(start > 0, what);
        claim.CopyTo(assembly, start + at);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var finding = Assert.Single(Verify(assembly));

        Assert.Equal((FindingKind.NotAnAssembly, "cannot be read: A signature claims to have more than it has room for."), (finding.Kind, finding.Message));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Bound);
    }

    [Fact]
    public void Many_types_with_one_endless_name_are_refused_before_the_name_is_copied_for_each()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var finding = Assert.Single(Verify(WithTypes(50_000, new string('a', 1_000_000))));

        Assert.Equal(FindingKind.NotAnAssembly, finding.Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Bound);
    }

    private static byte[] WithTypes(int count, string name)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString("Acme.dll"), metadata.GetOrAddGuid(new Guid(1, 2, 3, new byte[8])), default, default);
        metadata.AddAssembly(metadata.GetOrAddString("Acme"), new Version(1, 0, 0, 0), default, default, default, AssemblyHashAlgorithm.None);
        var handle = metadata.GetOrAddString(name);
        for (var i = 0; i < count; i++)
            metadata.AddTypeDefinition(TypeAttributes.Public, default, handle, default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var file = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(file);
        return file.ToArray();
    }

    private ImmutableArray<PluginFinding> Verify(byte[] assembly)
    {
        var package = Compiled.Package(assembly);
        var path = Path.Combine(_folder.FullName, "Desk.Contracts.dll");
        File.WriteAllBytes(path, _contracts);
        return new PluginVerifier(HostAssemblies.OfRuntime().Share(path).Share(typeof(PluginContractAttribute).Assembly.Location)).Verify(package);
    }
}
