using CityDesk.Data;
using CityDesk.Residents;
using Microsoft.Extensions.Options;
using Platform.Plugins.Packages;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;
using Platform.Plugins.Verification;

namespace CityDesk.Plugins;

/// <summary>Where plugins lie, and where it is said whose they may be.</summary>
internal sealed class PluginFiles(IOptions<DeskPluginOptions> options, ResidentKeys keys)
{
    private const string Catalogue = "catalogue.json";

    public string Store => Path.GetFullPath(options.Value.Store.Length > 0 ? options.Value.Store : BesideTheKeys("plugins"));

    public string Trust =>
        Path.GetFullPath(options.Value.Trust.Length > 0 ? options.Value.Trust : BesideTheKeys("citydesk-plugins-trust.json"));

    /// <summary>When somebody last changed either: the tool, or another instance.</summary>
    public (DateTime Catalogue, DateTime Trust) ChangedAt =>
        (File.GetLastWriteTimeUtc(Path.Combine(Store, Catalogue)), File.GetLastWriteTimeUtc(Trust));

    /// <summary>Whose plugins may be used: nobody's, where nobody has said it.</summary>
    /// <exception cref="OperatorException">The file that was named is not there, or is none.</exception>
    public PluginTrust ReadTrust()
    {
        try
        {
            if (options.Value.Trust.Length > 0 || File.Exists(Trust))
                return PluginTrust.FromJson(File.ReadAllText(Trust));
        }
        catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"Whose plugins may be used cannot be read from {Trust}: {failure.Message} See Plugins:Trust.");
        }
        return PluginTrust.Nobody;
    }

    /// <summary>Opens the store, and makes it where it is missing.</summary>
    /// <exception cref="OperatorException">The folder holds something else, or cannot be used.</exception>
    public PluginStore Open(PluginTrust trust, TimeProvider time, PackageLimits limits, PluginVerifier? verifier)
    {
        try
        {
            MakeStore(time);
            return PluginStore.Open(Store, trust, time, limits, verifier);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The plugins in {Store} cannot be used: {failure.Message} See Plugins:Store.");
        }
    }

    /// <summary>Whole or not at all: another instance may make, or open, the same store at the same time.</summary>
    private void MakeStore(TimeProvider time)
    {
        if (Directory.Exists(Store))
            return;
        var made = $"{Store}.{Guid.NewGuid():N}";
        PrivateFiles.CreateFolder(made);
        _ = PluginStore.Open(made, PluginTrust.Nobody, time);
        try
        {
            Directory.Move(made, Store);
        }
        catch (IOException) when (Directory.Exists(Store))
        {
            Directory.Delete(made, recursive: true);
        }
    }

    private string BesideTheKeys(string name) => Path.Combine(Path.GetDirectoryName(keys.RootKeyFile)!, name);
}
