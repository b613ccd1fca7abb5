using System.Diagnostics.CodeAnalysis;
using System.Reflection.Metadata;
using System.Text;
using Platform.Plugins.Packages;
using Platform.Plugins.Verification;

namespace Platform.Plugins.Manifests;

/// <summary>
/// The manifest that the generator of Platform.Plugins.Abstractions keeps in an assembly with <c>[assembly: Plugin]</c>. It is for whoever
/// makes a package; who installs one reads its <c>plugin.json</c> and nothing else. No code of the assembly is run.
/// </summary>
internal static class EmbeddedManifest
{
    private const string Key = "Platform.Plugins.Manifest";
    private const string Attribute = "System.Reflection.AssemblyMetadataAttribute";

    /// <summary>The start of the value of an attribute (ECMA-335, II.23.3).</summary>
    private const ushort Prolog = 1;

    /// <summary>The files with their manifest: their own, or that of the one assembly beside them that has one.</summary>
    /// <exception cref="PluginPackageException">There is none, or there are two that differ.</exception>
    public static IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Complete(
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, string name)
    {
        var found = new List<(string Assembly, byte[] Manifest)>();
        foreach (var (path, bytes) in files.OrderBy(static each => each.Key, StringComparer.Ordinal))
        {
            var isAtRoot = !path.Contains('/', StringComparison.Ordinal);
            if (isAtRoot && path.EndsWith(".dll", StringComparison.Ordinal) && TryRead(path, bytes, out var manifest))
                found.Add((path, manifest));
        }
        if (files.TryGetValue(PluginManifest.FileName, out var own))
        {
            return found.FirstOrDefault(each => !own.Span.SequenceEqual(each.Manifest)).Assembly is { } other
                ? throw Fault($"has a {PluginManifest.FileName}, and another manifest in {other}, which has [assembly: Plugin]: take one away.")
                : files;
        }
        return found switch
        {
            [var one] => new Dictionary<string, ReadOnlyMemory<byte>>(files, StringComparer.Ordinal)
            {
                [PluginManifest.FileName] = one.Manifest,
            },
            [] => throw Fault($"has no {PluginManifest.FileName} at its root, and no assembly with [assembly: Plugin] there."),
            _ => throw Fault(
                $"has [assembly: Plugin] in {string.Join(" and in ", found.Select(static each => each.Assembly))}: a package is one plugin."),
        };

        PluginPackageException Fault(string what) => new(PackageFault.Manifest, name, what);
    }

    private static bool TryRead(string file, ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out byte[]? manifest)
    {
        manifest = null;
        try
        {
            using var assembly = new AssemblyMetadata(file, bytes.ToArray());
            manifest = assembly.Reader.GetAssemblyDefinition().GetCustomAttributes().Select(handle => Read(assembly, handle))
                .FirstOrDefault(static each => each is not null);
        }
        catch (Exception fault) when (AssemblyMetadata.IsFault(fault))
        {
            // A native library, or whatever else is called so.
        }
        return manifest is not null;
    }

    private static byte[]? Read(AssemblyMetadata assembly, CustomAttributeHandle handle)
    {
        var attribute = assembly.Reader.GetCustomAttribute(handle);
        if (attribute.Constructor.Kind != HandleKind.MemberReference
            || assembly.Reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } parent
            || assembly.NameOf((TypeReferenceHandle)parent) != Attribute)
            return null;
        var value = assembly.Reader.GetBlobReader(attribute.Value);
        return value.ReadUInt16() == Prolog && value.ReadSerializedString() == Key && value.ReadSerializedString() is { } json
            ? Encoding.UTF8.GetBytes(json) : null;
    }
}
