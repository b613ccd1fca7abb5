namespace Platform.Errors;

/// <summary>
/// Says which errors are answered with under one status. Platform.Errors.AspNetCore puts it into the metadata of endpoints, where whatever describes them finds
/// it.
/// </summary>
public interface IErrorResponseMetadata
{
    /// <summary>The HTTP status, which all of the errors have.</summary>
    int StatusCode { get; }

    /// <summary>The errors, each once.</summary>
    IReadOnlyList<ErrorDescriptor> Errors { get; }
}
