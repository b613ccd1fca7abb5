using System.ComponentModel.DataAnnotations;

namespace CityDesk.Webhooks;

/// <summary>Section <c>Contractors</c>: where contractors may be.</summary>
internal sealed class DeskWebhookOptions
{
    public const string Section = "Contractors";

    /// <summary>
    /// The port of a contractor's program on this very machine, which may be called over plain HTTP: to try it out. No private address is
    /// called otherwise.
    /// </summary>
    /// <value>Default: 0, none.</value>
    [Display(
        Prompt = "PORT",
        Description = "the port of a contractor's program on this machine, called over plain HTTP: to try it out; 0 for none")]
    [Range(0, 65535, ErrorMessage = "Contractors:LocalPort must be a port, or 0 for none.")]
    public int LocalPort { get; set; }
}
