using System.Security.Cryptography;
using CityDesk.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Encryption;
using Platform.Encryption.Keys;

namespace CityDesk.Residents;

/// <summary>The files of keys that a desk needs: the root key, and what signs the receipts of erasures. A new desk makes them, any other must have them.</summary>
internal sealed class ResidentKeys(IServiceProvider services, IOptions<DeskOptions> desk, IOptions<EncryptionOptions> encryption)
{
    private const string WhatToDo = "Put it back, or say where it is: --Encryption:RootKeyFile=PATH.";

    public string RootKeyFile => Path.GetFullPath(encryption.Value.RootKeyFile.Length > 0 ? encryption.Value.RootKeyFile : Path.Combine(desk.Value.DataFolder, "citydesk.key"));

    public string ReceiptKeyFile => Path.Combine(Path.GetDirectoryName(RootKeyFile)!, "citydesk-receipts.pem");

    /// <exception cref="OperatorException">The desk is not new and a key is not there, or the root key is another desk's, or none.</exception>
    public async Task PrepareAsync(bool isNew, CancellationToken cancellationToken)
    {
        if (isNew)
        {
            if (services.GetRequiredService<IKeyStore>() is DeskKeyStore store)
                await store.PrepareAsync(cancellationToken);
            PrivateFiles.CreateFolder(Path.GetDirectoryName(RootKeyFile)!);
            PrivateFiles.CreateWhole(RootKeyFile, LocalRootKey.CreateFile);
            PrivateFiles.CreateWhole(ReceiptKeyFile, static path =>
            {
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                using var file = new StreamWriter(PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
                file.Write(key.ExportPkcs8PrivateKeyPem());
            });
        }

        if (!File.Exists(RootKeyFile))
            throw new OperatorException($"Residents' data is sealed, and the root key is not in {RootKeyFile}. {WhatToDo}");
        if (!File.Exists(ReceiptKeyFile))
            throw new OperatorException($"The key that signs receipts of erasures is not in {ReceiptKeyFile}, beside the root key. Put it back.");

        var keyring = services.GetRequiredService<Keyring>();
        try
        {
            await (isNew ? keyring.InitializeStoreAsync(cancellationToken) : keyring.CheckStoreAsync(cancellationToken));
        }
        catch (InvalidOperationException missing) when (missing.InnerException is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            throw KeysAreGone("the database");
        }
        catch (InvalidDataException)
        {
            throw new OperatorException($"What is in {RootKeyFile} is no root key. {WhatToDo}");
        }
        catch (KeyUnavailableException unavailable) when (unavailable.Reason == KeyUnavailableReason.NotGenuine)
        {
            throw new OperatorException($"Residents' data is sealed, and not with the root key in {RootKeyFile}. {WhatToDo}");
        }
        catch (KeyUnavailableException unavailable) when (unavailable.Reason == KeyUnavailableReason.Missing)
        {
            throw KeysAreGone("beside the database");
        }
    }

    private static OperatorException KeysAreGone(string place) =>
        new($"Residents' data is sealed, and the keys that sealed it are gone from {place}. Put them back from a backup.");

    public ECDsa ReadReceiptKey()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(ReceiptKeyFile));
        return key;
    }
}
