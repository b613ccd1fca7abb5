namespace Platform.Errors.AspNetCore;

/// <summary>Stands in the features of a request whose failure has been reported. One object for all, so that the mark costs nothing.</summary>
internal sealed class ReportedFailure
{
    public static ReportedFailure Mark { get; } = new();
}
