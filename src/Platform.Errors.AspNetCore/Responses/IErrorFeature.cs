namespace Platform.Errors.AspNetCore;

/// <summary>
/// The error that a request ended with, in <c>HttpContext.Features</c>. It is there while a format other than problem details writes the response, and for
/// the page that shows it afterwards.
/// </summary>
public interface IErrorFeature
{
    /// <summary>What went wrong. It has been reported already.</summary>
    Error Error { get; }
}
