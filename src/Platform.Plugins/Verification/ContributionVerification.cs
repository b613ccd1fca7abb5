using System.Reflection;
using System.Reflection.Metadata;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.Verification;

/// <summary>Compares what a manifest says that a plugin brings with what its assembly has.</summary>
internal sealed class ContributionVerification(AssemblyMetadata assembly, AssemblyUniverse universe, HostAssemblies host, PluginManifest manifest, List<PluginFinding> findings)
{
    private const string ContractAttribute = "Platform.Plugins.Abstractions.PluginContractAttribute";
    private const ushort Prolog = 1;

    private readonly MemberLookup _lookup = new(universe);

    public void Verify()
    {
        foreach (var contribution in manifest.Contributions)
        {
            if (WhatIsWrong(contribution) is { } reason)
                findings.Add(new PluginFinding(FindingKind.Contribution, assembly.File,
                    $"{contribution.Name}, a {contribution.Contract}, is said to be {contribution.Type}, {reason}"));
        }
    }

    private string? WhatIsWrong(ManifestContribution contribution)
    {
        if (!assembly.TryFind(contribution.Type, out var handle))
            return "which is not there: correct /contributes in plugin.json.";
        var type = new FoundType(assembly, handle);
        var attributes = type.Definition.Attributes;
        if ((attributes & TypeAttributes.Abstract) != 0
            || (attributes & TypeAttributes.VisibilityMask) is not (TypeAttributes.Public or TypeAttributes.NestedPublic))
            return "which is no public class that can be made: it is abstract, an interface, static or not public.";
        if (type.Definition.GetGenericParameters().Count > 0)
            return "which is generic: name a class without type parameters.";
        if (!type.Definition.GetMethods().Any(IsPublicConstructor))
            return "which has no public constructor.";
        return _lookup.InterfacesOf(type).Any(found => IsContract(found, contribution.Contract)) ? null
            : $"which implements no interface with [PluginContract(\"{contribution.Contract}\", …)] that the host shares.";
    }

    private bool IsPublicConstructor(MethodDefinitionHandle handle)
    {
        var method = assembly.Reader.GetMethodDefinition(handle);
        return assembly.Reader.StringComparer.Equals(method.Name, ".ctor")
            && (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public;
    }

    /// <summary>Only what the host shares is a contract: an interface of the plugin's own, with an attribute of its own, is nobody's.</summary>
    private bool IsContract(FoundType type, string name)
    {
        if (!host.Shared.Contains(type.Assembly.Name))
            return false;
        var reader = type.Assembly.Reader;
        foreach (var handle in type.Definition.GetCustomAttributes())
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (TypeOf(type.Assembly, attribute) != ContractAttribute)
                continue;
            // ECMA-335, II.23.3: a prolog, and the arguments of the constructor, of which the first is the name.
            var blob = reader.GetBlobReader(attribute.Value);
            if (blob.ReadUInt16() == Prolog && blob.ReadSerializedString() == name)
                return true;
        }
        return false;
    }

    private static string? TypeOf(AssemblyMetadata assembly, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MemberReference when assembly.Reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent =>
            assembly.NameOf((TypeReferenceHandle)parent),
        HandleKind.MethodDefinition => assembly.NameOf(assembly.Reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()),
        _ => null,
    };
}
