using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Which media types a request could have had instead of the one that is not supported: said in the problem and in the field <c>Accept</c> of the response
/// (RFC 9110 §15.5.16). Where it was the coding of the content, <c>Accept-Encoding</c> says that it is taken without one.
/// </summary>
/// <remarks>It only adds to an answer. What fails here, as a constraint of the application's own may, is told to operators and costs the caller nothing else.</remarks>
internal sealed class AcceptedMediaTypes(IServiceProvider services, ErrorReporter reporter)
{
    private AcceptingEndpoints? _endpoints;

    /// <summary>The error with the list, if it has none and there is one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">An error with status 415.</param>
    /// <param name="complete">The same with the list.</param>
    /// <returns>Whether there is more to say than was said.</returns>
    public bool TryComplete(HttpContext context, in Error error, out Error complete)
    {
        complete = default;
        if (!error.Is(CommonErrors.Descriptors.UnsupportedMediaType) || ListIn(in error) is not null || Of(context) is not { } accepted)
            return false;
        complete = CommonErrors.UnsupportedMediaType(accepted);
        if (error.Pointer is { } pointer)
            complete = complete.WithPointer(pointer);
        if (error.Cause is { } cause)
            complete = complete.WithCause(cause);
        if (error.RetryAfter is { } delay)
            complete = complete.WithRetryAfter(delay);
        if (error.Errors is { Count: > 0 } errors)
            complete = complete.WithErrors([.. errors]);
        return true;
    }

    /// <summary>Says it in the head of the response, unless somebody has.</summary>
    public void Announce(HttpContext context, in Error error)
    {
        var headers = context.Response.Headers;
        if (IsEncoded(context.Request) && headers.AcceptEncoding.Count == 0)
            headers.AcceptEncoding = "identity";
        if (headers.Accept.Count > 0)
            return;
        var accepted = error.Is(CommonErrors.Descriptors.UnsupportedMediaType) ? ListIn(in error) : Of(context);
        // An error may have come from anywhere, and the server refuses a head with other characters.
        if (accepted is not null && accepted.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
            headers.Accept = accepted;
    }

    /// <summary>With commas between them, as in the field; <see langword="null"/> if nothing is known.</summary>
    public static string? ListOf(HttpRequest request, IEnumerable<string> mediaTypes)
    {
        var sent = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        var accepted = Named(mediaTypes);
        // Refused although the media type is one of them: then it was the coding of the content, or the charset, and of a text that is read here UTF-8 is
        // always right.
        var own = sent is null ? -1 : accepted.FindIndex(each => sent.MediaType.Equals(each, StringComparison.OrdinalIgnoreCase));
        if (own >= 0 && sent!.Charset.HasValue)
            accepted[own] += "; charset=utf-8";
        else if (own >= 0 && IsEncoded(request))
            return null;
        return Joined(accepted);
    }

    /// <summary>The same of a request that was of none of them.</summary>
    public static string? ListOf(IEnumerable<string> mediaTypes) => Joined(Named(mediaTypes));

    private static List<string> Named(IEnumerable<string> mediaTypes) =>
        mediaTypes.Where(static each => each.Length > 0 && each != "*/*").Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    private static string? Joined(List<string> accepted) => accepted.Count > 0 ? string.Join(", ", accepted) : null;

    private static bool IsEncoded(HttpRequest request) =>
        request.Headers.ContentEncoding is { Count: > 0 } coding && !coding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>Others make errors of this code too, and without an argument: of a problem that a handler has written.</summary>
    private static string? ListIn(in Error error) => error.Arguments.TryGet("accepted", out var accepted) && accepted.TryGetString(out var list) ? list : null;

    [SuppressMessage("Design", "CA1031", Justification = "Code of the application that fails must not cost the caller the answer.")]
    private string? Of(HttpContext context)
    {
        try
        {
            return Known(context);
        }
        catch (Exception fault)
        {
            reporter.Report(CommonErrors.Internal().WithCause(fault));
            return null;
        }
    }

    private string? Known(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is RouteEndpoint)
            return endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { } accepts ? ListOf(context.Request, accepts.ContentTypes) : null;
        // Routing has refused the request with an endpoint of its own, which says nothing of those that it stands for.
        if (services.GetService<EndpointDataSource>() is not { } source || services.GetService<ParameterPolicyFactory>() is not { } policies)
            return null;
        var endpoints = _endpoints;
        if (endpoints is null || !endpoints.AreOf(source.Endpoints))
            _endpoints = endpoints = new AcceptingEndpoints(source.Endpoints, policies);
        var found = endpoints.At(context);
        return found is [var only] && only.IsOfOtherType(context.Request.ContentType, out var list)
            ? list
            : ListOf(context.Request, found.SelectMany(static each => each.MediaTypes));
    }
}
