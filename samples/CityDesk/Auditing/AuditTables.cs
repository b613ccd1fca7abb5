using System.Security.Cryptography;
using CityDesk.Data;
using Microsoft.EntityFrameworkCore;
using Platform.Audit.Stores;

namespace CityDesk.Auditing;

/// <summary>What has to be there before the first event can be a part of a transaction: the tables, and the key that will sign.</summary>
internal sealed class AuditTables(DeskDbContext context, IAuditStore store, AuditFiles files)
{
    /// <exception cref="OperatorException">The log was signed before, and its key is not there.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var areThere = await AreThereAsync(cancellationToken);
        // The log makes them when it is taken. Where somebody else has it, they have.
        if (!areThere && await store.TryAcquireAsync(cancellationToken) is not null)
            await store.ReleaseAsync(cancellationToken);
        if (File.Exists(files.Key))
            return;
        if (areThere && (await store.ReadStateAsync(cancellationToken)).Checkpoint.Length > 0)
            throw new OperatorException($"The audit log is signed, and its key is not in {files.Key}. Put it back, or say where it is: --Audit:KeyFile=PATH.");
        PrivateFiles.CreateFolder(Path.GetDirectoryName(files.Key)!);
        PrivateFiles.CreateWhole(files.Key, static path =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var file = new StreamWriter(PrivateFiles.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
            file.Write(key.ExportPkcs8PrivateKeyPem());
        });
    }

    private async Task<bool> AreThereAsync(CancellationToken cancellationToken) => await (context.Database.IsNpgsql()
        ? context.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_tables WHERE schemaname = 'platform_audit' AND tablename = 'audit_intake'")
        : context.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM sqlite_schema WHERE name = 'audit_intake'")).SingleAsync(cancellationToken) > 0;
}
