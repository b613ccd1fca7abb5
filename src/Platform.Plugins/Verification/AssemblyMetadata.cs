using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Platform.Plugins.Verification;

/// <summary>The metadata of one assembly, in which types are found by their full names. Nothing of it is ever run.</summary>
internal sealed class AssemblyMetadata : IDisposable
{
    private const int DeepestNesting = 64;

    /// <summary>The runtime loads no type of a longer name; and many rows may name the same text.</summary>
    private const int LongestName = 1_024;

    private readonly PEReader _file;
    private readonly Dictionary<string, TypeDefinitionHandle> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _forwarded = new(StringComparer.Ordinal);

    /// <exception cref="BadImageFormatException">It is no assembly.</exception>
    public AssemblyMetadata(string file, byte[] bytes)
    {
        File = file;
        _file = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(bytes));
        try
        {
            if (!_file.HasMetadata)
                throw new BadImageFormatException("The file has no metadata.");
            Reader = _file.GetMetadataReader();
            if (!Reader.IsAssembly)
                throw new BadImageFormatException("The file is a module, and no assembly.");
            var definition = Reader.GetAssemblyDefinition();
            (Name, Version) = (Reader.GetString(definition.Name), definition.Version);
            foreach (var handle in Reader.TypeDefinitions)
                _types[NameOf(handle)] = handle;
            foreach (var handle in Reader.ExportedTypes)
            {
                var exported = Reader.GetExportedType(handle);
                if (exported.Implementation.Kind == HandleKind.AssemblyReference)
                    _forwarded[Joined(exported.Namespace, exported.Name)] = Reader.GetString(Reader.GetAssemblyReference((AssemblyReferenceHandle)exported.Implementation).Name);
            }
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public string File { get; }

    public string Name { get; }

    public Version Version { get; }

    public MetadataReader Reader { get; }

    /// <summary>
    /// Whether something runs that is not its instructions: precompiled code (ReadyToRun), or code of another language (ECMA-335, II.25.3.3).
    /// </summary>
    public bool HasNativeCode => _file.PEHeaders.CorHeader is not { } header || header.ManagedNativeHeaderDirectory.Size != 0 || (header.Flags & CorFlags.ILOnly) == 0;

    public bool TryFind(string type, out TypeDefinitionHandle handle) => _types.TryGetValue(type, out handle);

    /// <summary>The assembly that has a type in the place of this one. A nested type goes where its outermost goes.</summary>
    public string? ForwardOf(string type) => _forwarded.GetValueOrDefault(type.Split('+')[0]);

    public string NameOf(TypeDefinitionHandle handle) => NameOf(handle, depth: 0);

    public string NameOf(TypeReferenceHandle handle) => NameOf(handle, depth: 0);

    /// <summary>The assembly in which a reference looks for its type; this one for what lies in the same module.</summary>
    public string AssemblyOf(TypeReferenceHandle handle)
    {
        var scope = Reader.GetTypeReference(handle).ResolutionScope;
        for (var depth = 0; scope.Kind == HandleKind.TypeReference; depth++)
        {
            RequireShallow(depth);
            scope = Reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        }
        return scope.Kind == HandleKind.AssemblyReference ? Reader.GetString(Reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) : Name;
    }

    /// <summary>The instructions of a method; none where it has no body.</summary>
    public ImmutableArray<byte> InstructionsOf(MethodDefinition method) =>
        method.RelativeVirtualAddress == 0 || (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) != MethodImplAttributes.IL
            ? [] : _file.GetMethodBody(method.RelativeVirtualAddress).GetILContent();

    /// <summary>What reading metadata throws when it is not as the standard has it.</summary>
    public static bool IsFault(Exception fault) =>
        fault is BadImageFormatException or ArgumentException or InvalidOperationException or InvalidCastException or IndexOutOfRangeException or OverflowException;

    public void Dispose() => _file.Dispose();

    private string NameOf(TypeDefinitionHandle handle, int depth)
    {
        RequireShallow(depth);
        var type = Reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        return outer.IsNil ? Joined(type.Namespace, type.Name) : $"{NameOf(outer, depth + 1)}+{NamePart(type.Name)}";
    }

    private string NameOf(TypeReferenceHandle handle, int depth)
    {
        RequireShallow(depth);
        var type = Reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf((TypeReferenceHandle)type.ResolutionScope, depth + 1)}+{NamePart(type.Name)}" : Joined(type.Namespace, type.Name);
    }

    /// <summary>A type within itself has no name, and asking for it would never end.</summary>
    private static void RequireShallow(int depth)
    {
        if (depth > DeepestNesting)
            throw new BadImageFormatException("Types are nested too deeply, or within themselves.");
    }

    private string Joined(StringHandle space, StringHandle name) => space.IsNil ? NamePart(name) : $"{NamePart(space)}.{NamePart(name)}";

    private string NamePart(StringHandle name) => Reader.GetBlobReader(name).Length <= LongestName
        ? Reader.GetString(name) : throw new BadImageFormatException("A type has a name that is too long for the runtime.");
}
