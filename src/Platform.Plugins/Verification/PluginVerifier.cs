using System.Collections.Immutable;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Verification;

/// <summary>
/// Says before anything is loaded whether a plugin fits a host: every reference is looked up, and no code of it is run. Safe for use by several threads.
/// </summary>
/// <param name="host">What the host offers.</param>
/// <remarks>
/// It finds what would fail: a member that another version of a contract does not have, an assembly that nobody brings. What it says about capabilities
/// is advice: reflection, or an assembly that is
/// fetched later, reaches anything without being seen.
/// </remarks>
public sealed class PluginVerifier(HostAssemblies host)
{
    /// <summary>Verifies a plugin.</summary>
    /// <param name="package">The package.</param>
    /// <returns>What was found; nothing for a plugin that fits and uses only what it asks for.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="package"/> is <see langword="null"/>.</exception>
    /// <exception cref="PluginPackageException">The package contradicts itself.</exception>
    public ImmutableArray<PluginFinding> Verify(PluginPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        var findings = new List<PluginFinding>();
        var own = new Dictionary<string, AssemblyMetadata>(StringComparer.OrdinalIgnoreCase);
        try
        {
            foreach (var file in PluginResolution.AssembliesOf(package))
                Open(package, file, own, findings);
            VerifyOtherFiles(package, findings);
            using var universe = new AssemblyUniverse(host, own);
            foreach (var assembly in own.Values)
                Read(assembly, findings, () => new AssemblyVerification(assembly, universe, host, package.Manifest, findings).Verify());
            if (own.Values.FirstOrDefault(assembly => assembly.File == package.Manifest.Assembly) is { } main)
                Read(main, findings, () => new ContributionVerification(main, universe, host, package.Manifest, findings).Verify());
            else if (findings.All(finding => finding.Assembly != package.Manifest.Assembly))
                findings.Add(new PluginFinding(FindingKind.NotAnAssembly, package.Manifest.Assembly, "was not looked into, and the manifest names it as the plugin's."));
            return [.. findings];
        }
        finally
        {
            foreach (var assembly in own.Values)
                assembly.Dispose();
        }
    }

    private void Open(PluginPackage package, string file, Dictionary<string, AssemblyMetadata> own, List<PluginFinding> findings)
    {
        AssemblyMetadata assembly;
        try
        {
            assembly = new AssemblyMetadata(file, package.ReadFile(file));
        }
        catch (Exception fault) when (AssemblyMetadata.IsFault(fault))
        {
            if (file == package.Manifest.Assembly)
                findings.Add(new PluginFinding(FindingKind.NotAnAssembly, file,
                    "is no assembly of .NET, and the manifest names it as the plugin's: pack the one that was built."));
            else if (!CapabilityLint.IsDeclared(CapabilityLint.Native, package.Manifest.Capabilities))
                findings.Add(new PluginFinding(FindingKind.UndeclaredCapability, file,
                    "is native code, and the manifest asks for no capability native: nothing limits what it does."));
            return;
        }
        if (host.Shared.Contains(assembly.Name))
        {
            findings.Add(new PluginFinding(FindingKind.PrivateCopy, file,
                $"is a copy of {assembly.Name}, which the host shares: leave it out of the package, or its types are others than the host's."));
            assembly.Dispose();
            return;
        }
        if (host.IsOfFramework(assembly.Name))
        {
            findings.Add(new PluginFinding(FindingKind.PrivateCopy, file,
                $"is a copy of {assembly.Name}, which the framework of the host brings: leave it out of the package, or its types are others than those of the contracts."));
        }
        if (!own.TryAdd(assembly.Name, assembly))
        {
            findings.Add(new PluginFinding(FindingKind.DuplicateAssembly, file,
                $"is named {assembly.Name} inside, as {own[assembly.Name].File} is: one of them would never be looked into, and might be the one that is loaded."));
            assembly.Dispose();
        }
    }

    /// <summary>Native code is known by its first bytes, whatever its file is called.</summary>
    private static void VerifyOtherFiles(PluginPackage package, List<PluginFinding> findings)
    {
        if (CapabilityLint.IsDeclared(CapabilityLint.Native, package.Manifest.Capabilities))
            return;
        foreach (var file in package.Files.Where(file => !PluginResolution.IsAssembly(file)).Order(StringComparer.Ordinal))
        {
            if (CapabilityLint.IsNativeCode(package.ReadFile(file)))
                findings.Add(new PluginFinding(FindingKind.UndeclaredCapability, file,
                    "is native code, and the manifest asks for no capability native: nothing limits what it does."));
        }
    }

    /// <summary>Metadata is a stranger's too, and can be wrong anywhere.</summary>
    private static void Read(AssemblyMetadata assembly, List<PluginFinding> findings, Action verify)
    {
        try
        {
            verify();
        }
        catch (Exception fault) when (AssemblyMetadata.IsFault(fault))
        {
            findings.Add(new PluginFinding(FindingKind.NotAnAssembly, assembly.File, $"cannot be read: {fault.Message}"));
        }
    }
}
