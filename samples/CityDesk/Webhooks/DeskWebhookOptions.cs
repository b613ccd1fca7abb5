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

    /// <summary>
    /// The longest wait between two attempts to tell a contractor whose program does not answer. There are ten attempts; with waits of at most an hour they are
    /// over after some eight hours.
    /// </summary>
    /// <value>Default: 1 day, which leaves the schedule of Standard Webhooks as it is: ten attempts over three days.</value>
    [Display(Prompt = "DURATION", Description = "the longest wait between two of the ten attempts to tell a contractor")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Contractors:LongestWait must be 1 second to 1 day, written as hours:minutes:seconds.")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromDays(1);
}
