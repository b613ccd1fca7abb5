using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Packed;

/// <summary>
/// What a package is on the inside: optimised, strong-named, reproducible (no clock, no path of the machine that built it), with
/// symbols that fit.
/// </summary>
internal static class PackedBinaries
{
    /// <param name="packed">The package.</param>
    /// <param name="publicKey">The public half of the strong name, in hexadecimal.</param>
    /// <param name="repositoryRoot">A folder that no file may name.</param>
    /// <param name="leadsToSource">Whether it was packed from a repository that a debugger can reach, and so must carry SourceLink.</param>
    public static IEnumerable<Violation> Check(PackedPackage packed, string publicKey, string repositoryRoot, bool leadsToSource) => packed.Files
        .Where(file => file.Key.EndsWith(".dll", StringComparison.Ordinal) && !IsOfOthers(file.Key))
        .SelectMany(file => CheckAssembly(file.Key, file.Value, packed, publicKey, repositoryRoot, leadsToSource)
            .Select(what => new Violation($"{packed.Id}/{file.Key}", what)));

    /// <summary>A tool brings the libraries of others along.</summary>
    private static bool IsOfOthers(string path) => path.StartsWith("tools/", StringComparison.Ordinal) && !PackageName.IsOurs(Path.GetFileName(path));

    private static IEnumerable<string> CheckAssembly(string path, byte[] image, PackedPackage packed, string publicKey, string repositoryRoot, bool leadsToSource)
    {
        using var portable = new PEReader(new MemoryStream(image));
        var metadata = portable.GetMetadataReader();
        var debug = portable.ReadDebugDirectory();

        var key = Convert.ToHexString(metadata.GetBlobBytes(metadata.GetAssemblyDefinition().PublicKey));
        if (!key.Equals(publicKey, StringComparison.OrdinalIgnoreCase) || !portable.PEHeaders.CorHeader!.Flags.HasFlag(CorFlags.StrongNameSigned))
            yield return "is not signed with the strong name of the house.";
        if (!debug.Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible))
            yield return "was not compiled deterministically.";
        if (IsUnoptimized(image))
            yield return "is a debug build.";

        var codeView = debug.Where(entry => entry.Type == DebugDirectoryEntryType.CodeView).Select(portable.ReadCodeViewDebugDirectoryData).ToList();
        if (codeView.Any(data => data.Path.StartsWith(repositoryRoot, StringComparison.Ordinal)))
            yield return $"names the folder in which it was built: {codeView[0].Path}.";
        // Translated texts hold no code.
        if (path.StartsWith("lib/", StringComparison.Ordinal) && !path.EndsWith(PackedPackage.SatelliteEnding, StringComparison.Ordinal) && SymbolFault(path, packed, codeView) is { } fault)
            yield return fault;
        if (leadsToSource && packed.Symbols(Path.ChangeExtension(path, ".pdb")) is { } pdb && SourceLink.Fault(pdb) is { } lost)
            yield return lost;
    }

    private static string? SymbolFault(string path, PackedPackage packed, List<CodeViewDebugDirectoryData> codeView)
    {
        if (!packed.HasSymbols)
            return "has no symbol package beside it.";
        if (packed.Symbols(Path.ChangeExtension(path, ".pdb")) is not { } symbols)
            return "has no symbols in the symbol package.";
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols));
        var id = new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id).Guid;
        return codeView.Any(data => data.Guid == id) ? null : "has symbols that belong to another build.";
    }

    private static bool IsUnoptimized(byte[] image)
    {
        using var module = Mono.Cecil.ModuleDefinition.ReadModule(new MemoryStream(image));
        const int disableOptimizations = 0x100;
        return module.Assembly.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "DebuggableAttribute"
            && attribute.ConstructorArguments is [{ Value: int modes }] && (modes & disableOptimizations) != 0);
    }
}
