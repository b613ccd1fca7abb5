using Microsoft.EntityFrameworkCore;
using Platform.Audit;
using Platform.Audit.Catalogs;
using Platform.Audit.Checkpoints;
using Platform.Audit.EntityFrameworkCore;
using Platform.Audit.Notes;
using Platform.Audit.Records;
using Platform.Audit.Sqlite;
using Platform.Hosting;

namespace Docs.Snippets;

#region catalogue
[AuditCatalog("desk")]
public static partial class DeskAudit
{
    [AuditEvent("request.closed", Target = "request:{Id}", Outcome = AuditOutcome.Success)]
    public readonly partial record struct RequestClosed(int Id, string? Reason);
}
#endregion

#region context
public sealed class DeskContext(DbContextOptions<DeskContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UsePlatformAuditIntake();
}
#endregion

public static class ProveARecord
{
    public static void Add(WebApplicationBuilder builder)
    {
        #region add
        builder.Services.AddPlatform(platform => platform.AddAudit()
            .UseSqlite("data/desk.db")                                           // the database of the changes
            .SignWithKeyFile("audit.example.com/desk", "keys/audit.pem")
            .AnchorTo("/mnt/elsewhere/audit.checkpoint"));                       // where its administrator cannot write
        #endregion
    }

    public static async Task CloseAsync(DeskContext desk, int id, string reason, CancellationToken cancellationToken)
    {
        #region append
        // … the change itself …
        desk.AppendAudit(new DeskAudit.RequestClosed(id, reason));               // who, from where and in which request are added
        await desk.SaveChangesAsync(cancellationToken);                          // both, or neither
        #endregion
    }

    public static async Task<byte[]> ProveAsync(IAuditLog audit, long index, CancellationToken cancellationToken)
    {
        #region prove
        byte[] proof = await audit.ProveAsync(index, cancellationToken);         // a .tlog-proof, for whoever asks
        #endregion
        return proof;
    }

    public static bool Verify(byte[] record, byte[] proof, string pinned)
    {
        #region verify
        using var key = EcdsaNoteVerifier.Parse(pinned);                         // audit.example.com/desk+a1b2c3d4+…, from a safe place
        var policy = new CheckpointPolicy("audit.example.com/desk", [key]);
        return AuditVerifier.Verify(record, proof, policy).IsVerified;           // needs nothing else, and nobody
        #endregion
    }
}
