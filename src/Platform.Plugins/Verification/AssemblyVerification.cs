using System.Reflection;
using System.Reflection.Metadata;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.Verification;

/// <summary>Looks up every reference of one assembly, and what it uses.</summary>
internal sealed class AssemblyVerification(AssemblyMetadata assembly, AssemblyUniverse universe, HostAssemblies host, PluginManifest manifest, List<PluginFinding> findings)
{
    private readonly MetadataReader _reader = assembly.Reader;
    private readonly MemberLookup _lookup = new(universe);
    private readonly Lazy<CallSites> _sites = new(() => new CallSites(assembly));

    public void Verify()
    {
        VerifyAssemblies();
        VerifyTypes();
        VerifyMembers();
        VerifyImplementations();
        VerifyNativeCalls();
    }

    private void VerifyAssemblies()
    {
        foreach (var handle in _reader.AssemblyReferences)
        {
            var reference = _reader.GetAssemblyReference(handle);
            var name = _reader.GetString(reference.Name);
            if (universe.Find(name) is not { } found)
                Add(FindingKind.MissingAssembly,
                    $"needs the assembly {name} {reference.Version}, which is neither in the package nor offered by the host: put it into the package.");
            // The runtime refuses less than is asked for, also where nothing of what is newer is used.
            else if (found.Version < reference.Version)
                Add(FindingKind.Unusable, $"needs {name} {reference.Version} or newer, and {found.Version} is there: {Remedy}");
        }
    }

    private void VerifyTypes()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in _reader.TypeReferences)
        {
            var (name, from) = (assembly.NameOf(handle), assembly.AssemblyOf(handle));
            if (universe.Find(from) is not { } source)
                continue;
            if (universe.Find(from, name) is not { } type)
                Add(FindingKind.MissingType, $"uses {name}, which {source.Name} {source.Version} does not have: {Remedy}");
            else if (universe.IsOfHost(type.Assembly) && !IsPublic(type))
                Add(FindingKind.Unusable, $"uses {name}, which is not public in {type.Assembly.Name} {type.Assembly.Version}: {Remedy}");
            if (CapabilityLint.Of(name) is var (capability, what) && !CapabilityLint.IsDeclared(capability, manifest.Capabilities) && told.Add(capability))
                Add(FindingKind.UndeclaredCapability, $"reaches {what} by {name}{WhereIs(handle)}, and the manifest asks for no capability {capability}.");
        }
    }

    private void VerifyMembers()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in _reader.MemberReferences)
        {
            var member = _reader.GetMemberReference(handle);
            SignatureShape.Require(assembly, member.Signature);
            if (universe.Resolve(assembly, member.Parent) is not { } type)
                continue; // arrays have what the runtime gives them; what is not there was told before
            var name = _reader.GetString(member.Name);
            var text = new SignatureText(assembly);
            if (member.GetKind() == MemberReferenceKind.Field)
            {
                if (!_lookup.HasField(type, name, member.DecodeFieldSignature(text, null)))
                    Miss(handle, type, $"uses the field {SignatureText.Short(type.Name)}.{name}");
                continue;
            }
            var signature = member.DecodeMethodSignature(text, null);
            if (CapabilityLint.Of(type.Name, name, signature.ParameterTypes) is var (capability, what)
                && !CapabilityLint.IsDeclared(capability, manifest.Capabilities) && told.Add(capability))
                Add(FindingKind.UndeclaredCapability,
                    $"reaches {what} by {type.Name}.{name}{(_sites.Value.FirstOf(handle) is { } site ? $" in {site}" : "")}, and the manifest asks for no capability {capability}.");
            if (signature.Header.CallingConvention != SignatureCallingConvention.VarArgs
                && !_lookup.HasMethod(type, name, SignatureText.Of(signature), signature.ParameterTypes.Length))
                Miss(handle, type, $"calls {SignatureText.Readable(type.Name, name, signature)}");
        }
    }

    /// <summary>A member that a newer contract has added, without a body, is missing in every class that was built before.</summary>
    private void VerifyImplementations()
    {
        foreach (var handle in _reader.TypeDefinitions)
        {
            var type = new FoundType(assembly, handle);
            if ((type.Definition.Attributes & TypeAttributes.Abstract) != 0)
                continue; // interfaces too
            foreach (var contract in _lookup.InterfacesOf(type).Where(found => host.Shared.Contains(found.Assembly.Name)).ToList())
                VerifyImplementation(type, contract);
        }
    }

    private void VerifyImplementation(FoundType type, FoundType contract)
    {
        var isGeneric = contract.Definition.GetGenericParameters().Count > 0;
        foreach (var handle in contract.Definition.GetMethods())
        {
            var method = contract.Assembly.Reader.GetMethodDefinition(handle);
            if ((method.Attributes & (MethodAttributes.Abstract | MethodAttributes.Static)) != MethodAttributes.Abstract)
                continue;
            var name = contract.Assembly.Reader.GetString(method.Name);
            var signature = MemberLookup.Decode(contract.Assembly, method);
            var text = SignatureText.Of(signature);
            if (isGeneric ? HasNamed(type, name) : _lookup.HasMethod(type, name, text, signature.ParameterTypes.Length))
                continue;
            if (!IsImplementedExplicitly(type, contract, name))
            {
                Add(FindingKind.MissingImplementation,
                    $"{type.Name} does not implement {SignatureText.Readable(contract.Name, name, signature)}, for which {contract.Assembly.Name} {contract.Assembly.Version} asks: {Remedy}");
            }
        }
    }

    private bool HasNamed(FoundType type, string name) => _lookup.Lineage(type).Any(each => each.Type.Definition.GetMethods()
        .Any(handle => each.Type.Assembly.Reader.StringComparer.Equals(each.Type.Assembly.Reader.GetMethodDefinition(handle).Name, name)));

    /// <summary>By a method of another name, in a class, or in an interface that gives the member of another one a body.</summary>
    private bool IsImplementedExplicitly(FoundType type, FoundType contract, string name) =>
        _lookup.Lineage(type).Select(each => each.Type).Concat(_lookup.InterfacesOf(type)).Any(each => each.Definition.GetMethodImplementations()
            .Any(handle => Declares(each.Assembly, each.Assembly.Reader.GetMethodImplementation(handle).MethodDeclaration, contract, name)));

    private bool Declares(AssemblyMetadata source, EntityHandle declaration, FoundType contract, string name)
    {
        switch (declaration.Kind)
        {
            case HandleKind.MemberReference:
                var member = source.Reader.GetMemberReference((MemberReferenceHandle)declaration);
                return source.Reader.StringComparer.Equals(member.Name, name) && universe.Resolve(source, member.Parent) is { } declared
                    && declared.Name == contract.Name;
            case HandleKind.MethodDefinition:
                var method = source.Reader.GetMethodDefinition((MethodDefinitionHandle)declaration);
                return source.Reader.StringComparer.Equals(method.Name, name) && source == contract.Assembly && method.GetDeclaringType() == contract.Handle;
            default:
                return false;
        }
    }

    private void VerifyNativeCalls()
    {
        if (CapabilityLint.IsDeclared(CapabilityLint.Native, manifest.Capabilities))
            return;
        if (assembly.HasNativeCode)
            Add(FindingKind.UndeclaredCapability,
                "has native code beside or in the place of its instructions, which nobody looks into, and the manifest asks for no capability native: build it without ReadyToRun.");
        foreach (var handle in _reader.MethodDefinitions)
        {
            var method = _reader.GetMethodDefinition(handle);
            if ((method.Attributes & MethodAttributes.PinvokeImpl) == 0)
                continue;
            var library = _reader.GetString(_reader.GetModuleReference(method.GetImport().Module).Name);
            Add(FindingKind.UndeclaredCapability,
                $"{assembly.NameOf(method.GetDeclaringType())}.{_reader.GetString(method.Name)} calls native code in {library}, and the manifest asks for no capability native.");
            return;
        }
    }

    /// <summary>Whether others may name a type: it, and whatever it lies in.</summary>
    private static bool IsPublic(FoundType type)
    {
        for (var definition = type.Definition; ; definition = type.Assembly.Reader.GetTypeDefinition(definition.GetDeclaringType()))
        {
            if ((definition.Attributes & TypeAttributes.VisibilityMask) is not (TypeAttributes.Public or TypeAttributes.NestedPublic
                or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem))
                return false;
            if (definition.GetDeclaringType().IsNil)
                return true;
        }
    }

    private void Miss(MemberReferenceHandle handle, FoundType type, string what) =>
        Add(FindingKind.MissingMember,
            $"{_sites.Value.FirstOf(handle) ?? "something in it"} {what}, which {type.Assembly.Name} {type.Assembly.Version} does not have: {Remedy}");

    /// <summary>The method that calls a member of a type.</summary>
    private string WhereIs(TypeReferenceHandle type)
    {
        foreach (var handle in _reader.MemberReferences)
        {
            if (_reader.GetMemberReference(handle).Parent == type && _sites.Value.FirstOf(handle) is { } site)
                return $" in {site}";
        }
        return "";
    }

    private void Add(FindingKind kind, string message) => findings.Add(new PluginFinding(kind, assembly.File, message));

    private const string Remedy = "build the plugin against this version, or install one that was.";
}
