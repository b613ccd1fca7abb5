using System.ComponentModel.DataAnnotations;

namespace CityDesk.Auditing;

/// <summary>Section <c>Audit</c>: what signs the audit log, and where its last word is kept.</summary>
internal sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>The name of the log, which stands in every checkpoint and proof.</summary>
    /// <value>Default: <c>citydesk</c>.</value>
    [Display(Prompt = "NAME", Description = "the name of the audit log, in its checkpoints and proofs")]
    [RegularExpression("[a-zA-Z0-9][a-zA-Z0-9./-]{0,99}", ErrorMessage = "Audit:Origin must be letters, digits, points, slashes and hyphens, such as audit.example.com/desk.")]
    public string Origin { get; set; } = "citydesk";

    /// <summary>The file of the key that signs the log; all instances need the same one.</summary>
    /// <value>Default: empty, <c>citydesk-audit.pem</c> beside the root key, made at the first start.</value>
    [Display(Prompt = "PATH", Description = "the file of the key that signs the audit log, instead of citydesk-audit.pem beside the root key")]
    public string KeyFile { get; set; } = "";

    /// <summary>The file of the last checkpoint. Best where whoever can change the database cannot: a database that was set back is then found out.</summary>
    /// <value>Default: empty, <c>citydesk-audit.checkpoint</c> beside the signing key.</value>
    [Display(Prompt = "PATH", Description = "the file of the audit log's last checkpoint, instead of citydesk-audit.checkpoint beside its key")]
    public string CheckpointFile { get; set; } = "";

    /// <summary>Whether the desk starts although the checkpoint's file is empty or gone and the log was signed before. For one start, when somebody knows why.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    [Display(Prompt = "BOOL", Description = "whether the desk starts without the audit log's last checkpoint: for one start, after a backup was put back on purpose")]
    public bool AcceptsEmptyCheckpoint { get; set; }
}
