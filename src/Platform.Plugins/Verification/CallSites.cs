using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Platform.Plugins.Verification;

/// <summary>Which methods of an assembly name which references.</summary>
internal sealed class CallSites
{
    private readonly Dictionary<int, string> _first = [];

    public CallSites(AssemblyMetadata assembly)
    {
        foreach (var type in assembly.Reader.TypeDefinitions)
        {
            foreach (var handle in assembly.Reader.GetTypeDefinition(type).GetMethods())
            {
                var method = assembly.Reader.GetMethodDefinition(handle);
                string? name = null;
                foreach (var token in Instructions.TokensIn(assembly.InstructionsOf(method).AsSpan()))
                    _first.TryAdd(Named(assembly, token), name ??= Written(assembly.NameOf(type), assembly.Reader.GetString(method.Name)));
            }
        }
    }

    /// <summary>The first method that names a reference; nothing if none does.</summary>
    public string? FirstOf(EntityHandle reference) => _first.GetValueOrDefault(MetadataTokens.GetToken(reference));

    /// <summary>An instance of a generic method names the method.</summary>
    private static int Named(AssemblyMetadata assembly, int token)
    {
        const int Row = 0xFFFFFF;
        if (token >>> 24 != (int)TableIndex.MethodSpec)
            return token;
        return (token & Row) is var row and > 0 && row <= assembly.Reader.GetTableRowCount(TableIndex.MethodSpec)
            ? MetadataTokens.GetToken(assembly.Reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row)).Method)
            : throw new BadImageFormatException("An instruction names a method that is not there.");
    }

    /// <summary>What compilers make of an asynchronous method, a lambda or a local function has the name of the method in which it was written.</summary>
    private static string Written(string type, string method)
    {
        var made = type.IndexOf("+<", StringComparison.Ordinal);
        return made < 0
            ? $"{type}.{NameWithin(method) ?? method}"
            : $"{type[..made]}.{NameWithin(type[(made + 1)..]) ?? NameWithin(method) ?? method}";
    }

    private static string? NameWithin(string name) =>
        name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? name[1..end] : null;
}
