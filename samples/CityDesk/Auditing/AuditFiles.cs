using CityDesk.Residents;
using Microsoft.Extensions.Options;

namespace CityDesk.Auditing;

/// <summary>Where the files of the audit log are that are not in the database.</summary>
internal sealed class AuditFiles(IOptions<AuditOptions> options, ResidentKeys keys)
{
    public string Origin => options.Value.Origin;

    public string Key => Path.GetFullPath(options.Value.KeyFile.Length > 0 ? options.Value.KeyFile : Path.Combine(Path.GetDirectoryName(keys.RootKeyFile)!, "citydesk-audit.pem"));

    public string Checkpoint =>
        Path.GetFullPath(options.Value.CheckpointFile.Length > 0 ? options.Value.CheckpointFile : Path.Combine(Path.GetDirectoryName(Key)!, "citydesk-audit.checkpoint"));
}
