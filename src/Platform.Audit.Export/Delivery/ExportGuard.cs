using Microsoft.Extensions.Options;
using Platform.Audit.Retention;
using Platform.Audit.Stores;

namespace Platform.Audit.Export.Delivery;

/// <summary>What an exporter has not got rid of stays. Where it stands the file says, whichever process exports.</summary>
internal sealed class ExportGuard(IEnumerable<IAuditExporter> exporters, IOptions<PlatformAuditExportOptions> options) : IAuditRetentionGuard
{
    private readonly string[] _names = [.. exporters.Select(static exporter => exporter.Name)];

    public ValueTask<string?> FindObstacleAsync(AuditPartition partition, CancellationToken cancellationToken)
    {
        foreach (var name in _names)
        {
            if (ExportCursorFile.Read(options.Value.CursorFolder, name) is var cursor && cursor.Next < partition.End)
                return new(FormattableString.Invariant($"the exporter {name} has not got rid of record {cursor.Next}"));
        }
        return new((string?)null);
    }
}
