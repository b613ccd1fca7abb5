using System.ComponentModel.DataAnnotations;

namespace CityDesk.Residents;

/// <summary>Section <c>Encryption</c>: what residents' data is sealed with.</summary>
internal sealed class EncryptionOptions
{
    public const string Section = "Encryption";

    /// <summary>The file of the root key, which wraps all other keys; all instances need the same one.</summary>
    /// <value>Default: empty, <c>citydesk.key</c> in the data folder, made at the first start.</value>
    [Display(Prompt = "PATH", Description = "the file of the root key that wraps residents' keys, instead of citydesk.key in the data folder")]
    public string RootKeyFile { get; set; } = "";
}
