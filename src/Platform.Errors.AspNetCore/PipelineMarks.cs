namespace Platform.Errors.AspNetCore;

/// <summary>What the application has called while it put its pipeline together, on one thread, before it starts.</summary>
internal sealed class PipelineMarks
{
    /// <summary>Whether <c>UsePlatformErrors()</c> was called.</summary>
    public bool IsUsed { get; set; }
}
