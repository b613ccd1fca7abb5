using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Validation.AspNetCore.Binding;
using Platform.Validation.AspNetCore.Parameters;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Startup;

/// <summary>Looks at every endpoint once, when all are mapped, and names those that take a body which nothing of ours validates.</summary>
internal sealed class UnvalidatedBodyCheck(IEnumerable<EndpointDataSource> sources, IOptions<PlatformValidationAspNetCoreOptions> options,
    ILogger<UnvalidatedBodyCheck> logger)
    : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var action = options.Value.UnvalidatedBodies;
        if (action == UnvalidatedBodies.Allow)
            return Task.CompletedTask;
        var found = sources.SelectMany(source =>
            source.Endpoints).Select(Complaint).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (action == UnvalidatedBodies.Refuse && found.Count > 0)
        {
            throw new InvalidOperationException(
                $"{found.Count} endpoints take a body that is not validated: {string.Join("; ", found)}. Take Valid<T>, call RequirePlatformValidation(), or say AllowUnvalidatedBody().");
        }
        foreach (var endpoint in found)
            Log.UnvalidatedBody(logger, endpoint);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The name of an endpoint that takes an unvalidated body; <see langword="null"/> for any other.</summary>
    private static string? Complaint(Microsoft.AspNetCore.Http.Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        if (metadata.GetMetadata<AllowUnvalidatedBodyAttribute>() is not null || metadata.GetMetadata<ValidatedBodyMetadata>() is not null)
            return null;
        if (metadata.GetMetadata<ControllerActionDescriptor>() is { } action)
        {
            var bodies = action.Parameters.Where(parameter => parameter.BindingInfo?.BindingSource is { } source
                && (source == BindingSource.Body || source == BindingSource.Form));
            return bodies.Any(static parameter => !typeof(IRuled).IsAssignableFrom(parameter.ParameterType)
                && !(parameter is ControllerParameterDescriptor { ParameterInfo: { } declared } && ForeignRules.Of(declared) is not null)) ? endpoint.DisplayName ?? action.DisplayName : null;
        }
        if (metadata.GetMetadata<IAcceptsMetadata>() is not { RequestType: { } body })
            return null;
        var isJudged = (typeof(IRuled).IsAssignableFrom(body) || metadata.GetMetadata<ForeignBodyMetadata>()?.Type == body) && metadata.GetMetadata<ValidatedArgumentsMetadata>() is not null;
        return isJudged ? null : endpoint.DisplayName ?? body.Name;
    }
}
