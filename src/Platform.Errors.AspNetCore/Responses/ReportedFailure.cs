namespace Platform.Errors.AspNetCore;

/// <summary>Stands in the features of a request whose failure has been reported. Two objects for all, so that the mark costs nothing.</summary>
internal sealed class ReportedFailure
{
    /// <summary>It was reported, and the answer is somebody else's.</summary>
    public static ReportedFailure Mark { get; } = new();

    /// <summary>It was reported, and what is sent is the answer to it, which is whole.</summary>
    public static ReportedFailure Answered { get; } = new();
}
