using System.Reflection.Metadata;

namespace Platform.Plugins.Verification;

/// <summary>A type, and the assembly that defines it.</summary>
internal readonly record struct FoundType(AssemblyMetadata Assembly, TypeDefinitionHandle Handle)
{
    public TypeDefinition Definition => Assembly.Reader.GetTypeDefinition(Handle);

    public string Name => Assembly.NameOf(Handle);
}

/// <summary>All assemblies that a plugin would see: the host's, and those of its package for what the host does not share.</summary>
internal sealed class AssemblyUniverse(HostAssemblies host, IReadOnlyDictionary<string, AssemblyMetadata> own) : IDisposable
{
    private const int MostForwards = 8;

    private readonly Dictionary<string, AssemblyMetadata?> _offered = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is shared is the host's; the rest is the plugin's own, where it has one.</summary>
    public AssemblyMetadata? Find(string name) => host.Shared.Contains(name) ? Offered(name) : own.GetValueOrDefault(name) ?? Offered(name);

    /// <summary>Whether an assembly is the host's, and not of the package.</summary>
    public bool IsOfHost(AssemblyMetadata assembly) => !own.TryGetValue(assembly.Name, out var found) || found != assembly;

    /// <summary>Finds a type by its name in an assembly, or in the one that has it now.</summary>
    public FoundType? Find(string assembly, string type)
    {
        for (var (next, forwards) = (assembly, 0); forwards < MostForwards; forwards++)
        {
            if (Find(next) is not { } found)
                return null;
            if (found.TryFind(type, out var handle))
                return new FoundType(found, handle);
            if (found.ForwardOf(type) is not { } forward)
                return null;
            next = forward;
        }
        return null;
    }

    /// <summary>The type that a handle of an assembly means; nothing for arrays, parameters and what is not there.</summary>
    public FoundType? Resolve(AssemblyMetadata assembly, EntityHandle handle) => handle.Kind switch
    {
        _ when handle.IsNil => null,
        HandleKind.TypeDefinition => new FoundType(assembly, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => Find(assembly.AssemblyOf((TypeReferenceHandle)handle), assembly.NameOf((TypeReferenceHandle)handle)),
        HandleKind.TypeSpecification => GenericOf(assembly, (TypeSpecificationHandle)handle) is { Kind: not HandleKind.TypeSpecification } generic
            ? Resolve(assembly, generic) : null,
        _ => null,
    };

    public void Dispose()
    {
        foreach (var offered in _offered.Values)
            offered?.Dispose();
    }

    /// <summary>The generic type of an instance (ECMA-335, II.23.2.14): GENERICINST, CLASS or VALUETYPE, its token.</summary>
    private static EntityHandle GenericOf(AssemblyMetadata assembly, TypeSpecificationHandle handle)
    {
        var blob = assembly.Reader.GetBlobReader(assembly.Reader.GetTypeSpecification(handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return default;
        blob.ReadCompressedInteger();
        return blob.ReadTypeHandle();
    }

    private AssemblyMetadata? Offered(string name)
    {
        if (!_offered.TryGetValue(name, out var found))
            _offered[name] = found = host.Read(name) is { } bytes ? new AssemblyMetadata(name, bytes) : null;
        return found;
    }
}
