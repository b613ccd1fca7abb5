using System.Globalization;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Platform.Errors.Grpc;

/// <summary>Turns errors into <c>google.rpc.Status</c> (AIP-193) and <see cref="RpcException"/>, and back.</summary>
/// <remarks>Safe on many threads.</remarks>
/// <param name="texts">Titles and details.</param>
/// <param name="catalogs">The errors that are recognised.</param>
public sealed class RpcErrors(ErrorTexts texts, ErrorCatalogs catalogs)
{
    /// <summary>The largest status that is made, in bytes. As a trailer it is a third larger, and many peers take no more than 8 KiB of trailers.</summary>
    public const int MaximumStatusBytes = 5_500;

    private readonly StatusWriter _writer = new(texts);
    private readonly StatusReader _reader = new(catalogs);

    /// <summary>The status that says this error.</summary>
    /// <param name="error">The error. Only what is disclosed is in it, and never the cause.</param>
    /// <param name="culture">The culture of whoever reads the localized message; <see langword="null"/>: there is none.</param>
    /// <returns>A new status of at most <see cref="MaximumStatusBytes"/> bytes.</returns>
    public RpcStatus ToStatus(in Error error, CultureInfo? culture = null) => _writer.Write(in error, culture);

    /// <summary>The exception to throw in a gRPC service.</summary>
    /// <param name="error">The error.</param>
    /// <param name="culture">The culture of whoever reads the localized message; <see langword="null"/>: there is none.</param>
    /// <returns>An exception whose trailers hold the status.</returns>
    public RpcException ToException(in Error error, CultureInfo? culture = null) => ToStatus(in error, culture).ToRpcException();

    /// <summary>The error that a status says. Never throws for what it reads.</summary>
    /// <param name="status">The status.</param>
    /// <returns>
    /// The same error, if a catalogue here has its code and domain; else one of the domain <see cref="ProblemReader.ForeignDomain"/> with the reason as its
    /// code, or <c>GRPC_NOT_FOUND</c> and so on, and the kind of the status.
    /// </returns>
    public Error FromStatus(RpcStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return _reader.Read(status);
    }

    /// <summary>The error that a failed call means. Never throws for what it reads.</summary>
    /// <param name="exception">What a gRPC client threw. It becomes the cause.</param>
    /// <returns>As <see cref="FromStatus"/>; without a readable status in the trailers, by the status code alone.</returns>
    public Error FromException(RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var status = exception.Trailers.GetRpcStatus(ignoreParseError: true)
            ?? new RpcStatus { Code = (int)exception.StatusCode, Message = exception.Status.Detail ?? "" };
        return _reader.Read(status).WithCause(exception);
    }
}
