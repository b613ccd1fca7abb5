using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>Stands in the features of a request whose failure has been reported. Two objects for all, so that the mark costs nothing.</summary>
internal sealed class ReportedFailure
{
    /// <summary>It was reported, and the answer is somebody else's.</summary>
    public static ReportedFailure Mark { get; } = new();

    /// <summary>It was reported, and what is sent is the answer to it, which is whole.</summary>
    public static ReportedFailure Answered { get; } = new();

    /// <summary>The mark of a request; <see langword="null"/> if it has none.</summary>
    public static object? Of(HttpContext context) => context.Features[typeof(ReportedFailure)];

    /// <summary>Marks a request. By the type as an object: a generic method of an interface is found anew with each call.</summary>
    public void Set(HttpContext context) => context.Features[typeof(ReportedFailure)] = this;
}
