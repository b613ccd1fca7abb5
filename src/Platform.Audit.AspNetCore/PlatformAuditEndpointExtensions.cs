using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Platform.Audit.AspNetCore.Endpoints;
using Platform.Audit.AspNetCore.Witnesses;
using Platform.Audit.Records;
using Platform.Audit.Witnesses;

namespace Platform.Audit.AspNetCore;

/// <summary>Has requests recorded.</summary>
public static class PlatformAuditEndpointExtensions
{
    /// <summary>
    /// Records each request of an endpoint, or of all endpoints of a group, when its handler has come back and before anything of the answer is sent: who, what, on what, from where, with which
    /// outcome, in which request. What cannot be recorded is not answered, unless the event says <see cref="WhenAuditUnavailable.Allow"/>. For looking at things; what changes
    /// something is better recorded in its transaction, with <see cref="IAuditIntake"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="type">The event, kept in a static field.</param>
    /// <param name="target">What the request is about, with values of the route in braces: <c>request:{id}</c>. Default: the path.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="InvalidOperationException">Of the first request: one of the endpoints is an action of a controller or a Razor page. They take a <see cref="RecordAsAttribute"/>.</exception>
    public static TBuilder RecordAs<TBuilder>(this TBuilder builder, AuditEventType type, string? target = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(type);
        // What a group says is said before MVC has named what is in it, and only a group is known to hear what is said at the end.
        if (builder is RouteGroupBuilder)
            builder.Finally(RefuseMvc);
        else
            builder.Add(RefuseMvc);
        return builder.AddEndpointFilter(new RecordingFilter(type, target));
    }

    /// <summary>
    /// Serves a <see cref="CheckpointWitness"/>, a service of the host, at <c>/add-checkpoint</c> (C2SP tlog-witness): logs that it watches send it their
    /// checkpoints and get its cosignatures. Who asks is known by
    /// the signature of the log alone; what may ask how often is the host's to limit.
    /// </summary>
    /// <param name="endpoints">The endpoints of the host.</param>
    /// <param name="submissionPrefix">What stands before <c>/add-checkpoint</c>. Default: nothing.</param>
    /// <returns>The endpoint.</returns>
    public static IEndpointConventionBuilder MapAuditWitness(this IEndpointRouteBuilder endpoints, string submissionPrefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(submissionPrefix);
        return endpoints.MapPost($"{submissionPrefix.TrimEnd('/')}/add-checkpoint", WitnessEndpoint.AddCheckpointAsync);
    }

    /// <summary>Pages have no endpoint filters, and those of actions do not see what filters of MVC answer: neither may look as if it were recorded.</summary>
    private static void RefuseMvc(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<ActionDescriptor>().Any())
            throw new InvalidOperationException($"{endpoint.DisplayName} is an action or a page: mark it [RecordAs(\"…\")], or add a {nameof(RecordAsAttribute)} to the filters of MvcOptions, instead of {nameof(RecordAs)} where it is mapped.");
    }
}
