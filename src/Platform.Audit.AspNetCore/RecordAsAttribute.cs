using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Platform.Audit.AspNetCore.Endpoints;
using Platform.Audit.AspNetCore.Mvc;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore;

/// <summary>
/// Records each request of an action, of all actions of a controller, or of a Razor page (on its <c>PageModel</c>), as <see cref="PlatformAuditEndpointExtensions.RecordAs{TBuilder}"/> does for minimal APIs: when it is
/// known what is answered, also where a filter answers, and before anything of it is sent. What cannot be recorded is not answered, unless the event says <see cref="WhenAuditUnavailable.Allow"/>. For all
/// controllers and pages: <c>options.Filters.Add(new RecordAsAttribute("…"))</c> of <c>MvcOptions</c>. On handlers of minimal APIs it does nothing.
/// </summary>
/// <remarks>An exception that nobody turns into a result is recorded as a failure. One that is thrown while a view is rendered comes after the record.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RecordAsAttribute : Attribute, IAsyncAlwaysRunResultFilter, IAsyncResourceFilter, IOrderedFilter
{
    private readonly object _key = new();
    private RecordedRequest? _recorded;
    private WhenAuditUnavailable? _whenUnavailable;

    /// <summary>Names the event.</summary>
    /// <param name="name">As <see cref="AuditEventType"/> takes it, such as <c>request.viewed</c>.</param>
    /// <exception cref="ArgumentException">It is no name of an event.</exception>
    public RecordAsAttribute(string name) => Name = new AuditEventType(name).Name;

    /// <summary>The name of the event.</summary>
    public string Name { get; }

    /// <summary>What the request is about, with values of the route in braces: <c>request:{id}</c>.</summary>
    /// <value><see langword="null"/>: the path.</value>
    public string? Target { get; set; }

    /// <summary>What happens when it cannot be recorded.</summary>
    /// <value>Not said: as <see cref="PlatformAuditOptions.WhenUnavailable"/> says.</value>
    public WhenAuditUnavailable WhenUnavailable
    {
        get => _whenUnavailable ?? WhenAuditUnavailable.Reject;
        set => _whenUnavailable = value;
    }

    /// <summary>Behind all filters: they may still change what is answered.</summary>
    int IOrderedFilter.Order => int.MaxValue;

    /// <summary>Attributes are told what they say after they are made, so it is read when the first request comes.</summary>
    private RecordedRequest Recorded => _recorded ??= new(new AuditEventType(Name) { WhenUnavailable = _whenUnavailable }, Target);

    async Task IAsyncResultFilter.OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (ActionOutcome.Of(context.Result, http.Response) is { } outcome)
            await RecordOnceAsync(http, outcome).ConfigureAwait(false);
        else
            http.Response.OnStarting(() => RecordOnceAsync(http, RecordedRequest.OutcomeOf(http.Response.StatusCode)).AsTask());
        await next().ConfigureAwait(false);
    }

    async Task IAsyncResourceFilter.OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var executed = await next().ConfigureAwait(false);
        // An exception has no result; a result may have sent nothing yet; and a filter of results that answers itself keeps this one from being asked: that is recorded, though only now.
        var outcome = executed is { Exception: not null, ExceptionHandled: false } ? AuditOutcome.Failure : RecordedRequest.OutcomeOf(context.HttpContext.Response.StatusCode);
        await RecordOnceAsync(context.HttpContext, outcome).ConfigureAwait(false);
    }

    /// <summary>Also where recording has failed: whoever is refused for that is not made to wait again.</summary>
    private ValueTask RecordOnceAsync(HttpContext context, AuditOutcome outcome) =>
        context.Items.TryAdd(_key, null) ? Recorded.RecordAsync(context, outcome) : ValueTask.CompletedTask;
}
