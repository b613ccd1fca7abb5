using System.Security.Cryptography;
using CityDesk.Data;
using Microsoft.Extensions.Options;
using Platform.Encryption;
using Platform.Encryption.Keys;

namespace CityDesk.Residents;

/// <summary>The files of keys that a desk needs: the root key, and what signs the receipts of erasures. A new desk makes them, any other must have them.</summary>
internal sealed class ResidentKeys(IServiceProvider services, IOptions<DeskOptions> desk, IOptions<EncryptionOptions> encryption)
{
    public string RootKeyFile => Path.GetFullPath(encryption.Value.RootKeyFile.Length > 0 ? encryption.Value.RootKeyFile : Path.Combine(desk.Value.DataFolder, "citydesk.key"));

    public string ReceiptKeyFile => Path.Combine(Path.GetDirectoryName(RootKeyFile)!, "citydesk-receipts.pem");

    /// <exception cref="OperatorException">The desk is not new, and its root key is not there.</exception>
    public async Task PrepareAsync(bool isNew, CancellationToken cancellationToken)
    {
        if (isNew)
        {
            if (services.GetRequiredService<IKeyStore>() is DeskKeyStore store)
                await store.PrepareAsync(cancellationToken);
            PrivateFiles.CreateFolder(Path.GetDirectoryName(RootKeyFile)!);
            Create(RootKeyFile, LocalRootKey.CreateFile);
            Create(ReceiptKeyFile, static path =>
            {
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                using var file = new StreamWriter(PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
                file.Write(key.ExportPkcs8PrivateKeyPem());
            });
        }
        else if (!File.Exists(RootKeyFile))
        {
            throw new OperatorException($"Residents' data is sealed, and the root key is not in {RootKeyFile}. Put it back, or say where it is: --Encryption:RootKeyFile=PATH.");
        }

        var keyring = services.GetRequiredService<Keyring>();
        await (isNew ? keyring.InitializeStoreAsync(cancellationToken) : keyring.CheckStoreAsync(cancellationToken));
    }

    public ECDsa ReadReceiptKey()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(ReceiptKeyFile));
        return key;
    }

    /// <summary>Another instance may make the same file at the same time.</summary>
    private static void Create(string path, Action<string> create)
    {
        if (File.Exists(path))
            return;
        try
        {
            create(path);
        }
        catch (IOException) when (File.Exists(path))
        {
        }
    }
}
