using System.Reflection;
using System.Reflection.Metadata;

namespace Platform.Plugins.Verification;

/// <summary>Finds members of types and of what they derive from, by name and signature.</summary>
internal sealed class MemberLookup(AssemblyUniverse universe)
{
    private const int DeepestInheritance = 64;

    /// <summary>Whether a type has a method, or inherits it.</summary>
    /// <param name="type">The type.</param>
    /// <param name="name">The name.</param>
    /// <param name="signature">The signature, as <see cref="SignatureText"/> writes it.</param>
    /// <param name="parameters">How many parameters it has: all that can be compared in a generic base, which names its own type parameters.</param>
    public bool HasMethod(FoundType type, string name, string signature, int parameters) => Has(type, (found, isGenericBase) =>
    {
        foreach (var handle in found.Definition.GetMethods())
        {
            var method = found.Assembly.Reader.GetMethodDefinition(handle);
            if (!found.Assembly.Reader.StringComparer.Equals(method.Name, name) || (universe.IsOfHost(found.Assembly) && IsHidden(method.Attributes)))
                continue;
            var decoded = Decode(found.Assembly, method);
            if (isGenericBase ? decoded.ParameterTypes.Length == parameters : SignatureText.Of(decoded) == signature)
                return true;
        }
        return false;
    });

    /// <summary>Whether a type has a field, or inherits it.</summary>
    public bool HasField(FoundType type, string name, string signature) => Has(type, (found, isGenericBase) =>
    {
        foreach (var handle in found.Definition.GetFields())
        {
            var field = found.Assembly.Reader.GetFieldDefinition(handle);
            if (universe.IsOfHost(found.Assembly) && IsHidden((MethodAttributes)(field.Attributes & FieldAttributes.FieldAccessMask)))
                continue;
            if (found.Assembly.Reader.StringComparer.Equals(field.Name, name) && (isGenericBase || Decode(found.Assembly, field) == signature))
                return true;
        }
        return false;
    });

    /// <summary>The interfaces of a type, of those that it derives from, and those that they are made of.</summary>
    public IEnumerable<FoundType> InterfacesOf(FoundType type)
    {
        var seen = new HashSet<(AssemblyMetadata, TypeDefinitionHandle)>();
        var next = new Queue<FoundType>(Lineage(type).Select(each => each.Type));
        while (next.TryDequeue(out var from))
        {
            foreach (var handle in from.Definition.GetInterfaceImplementations())
            {
                if (universe.Resolve(from.Assembly, from.Assembly.Reader.GetInterfaceImplementation(handle).Interface) is { } found
                    && seen.Add((found.Assembly, found.Handle)))
                {
                    yield return found;
                    next.Enqueue(found);
                }
            }
        }
    }

    /// <summary>The type and those that it derives from, and whether one of them is a generic type of which it derives from an instance.</summary>
    public IEnumerable<(FoundType Type, bool IsGenericBase)> Lineage(FoundType type)
    {
        var (current, isGenericBase) = (type, false);
        for (var depth = 0; depth < DeepestInheritance; depth++)
        {
            yield return (current, isGenericBase);
            var parent = current.Definition.BaseType;
            if (parent.IsNil || universe.Resolve(current.Assembly, parent) is not { } found)
                yield break;
            (current, isGenericBase) = (found, isGenericBase || parent.Kind == HandleKind.TypeSpecification);
        }
    }

    public static MethodSignature<string> Decode(AssemblyMetadata assembly, MethodDefinition method)
    {
        SignatureShape.Require(assembly, method.Signature);
        return method.DecodeSignature(new SignatureText(assembly), null);
    }

    public static string Decode(AssemblyMetadata assembly, FieldDefinition field)
    {
        SignatureShape.Require(assembly, field.Signature);
        return field.DecodeSignature(new SignatureText(assembly), null);
    }

    /// <summary>
    /// What the host keeps to itself is as good as not there. Fields and methods write it with the same bits (ECMA-335, II.23.1.5, II.23.1.10).
    /// </summary>
    private static bool IsHidden(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask)
        is not (MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem);

    private bool Has(FoundType type, Func<FoundType, bool, bool> has) =>
        Lineage(type).Any(each => has(each.Type, each.IsGenericBase))
        || ((type.Definition.Attributes & TypeAttributes.Interface) != 0 && InterfacesOf(type).Any(each => has(each, true)));
}
