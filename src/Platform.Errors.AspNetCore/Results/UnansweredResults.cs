using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Stops the start of an application in which an endpoint returns a result that nothing turns into a response: it would be written as JSON with status 200,
/// failures and all.
/// </summary>
internal sealed class UnansweredResults(IServiceProvider services) : IHostedLifecycleService
{
    private const string Remedy = "Nothing turns this into a response: call WithPlatformErrors() on the endpoint or its group, or return HttpResult<T>.";

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The web host has built the pipeline by now, so the endpoints are there.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        List<string>? unanswered;
        try
        {
            unanswered = services.GetService<EndpointDataSource>()?.Endpoints.Where(IsUnanswered).Select(Describe).ToList();
        }
        catch (InvalidOperationException fault) when (fault.Message.Contains(typeof(ErrorArguments).FullName!, StringComparison.Ordinal))
        {
            // The framework makes the endpoint ready to write the result as JSON, and finds that it cannot be written.
            throw new InvalidOperationException($"An endpoint returns Error or Result<T>. {Remedy}", fault);
        }
        return unanswered is null or [] ? Task.CompletedTask : throw new InvalidOperationException($"{string.Join(Environment.NewLine, unanswered)}{Environment.NewLine}{Remedy}");
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsUnanswered(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<MethodInfo>() is { } method
        && ResultMetadata.IsResult(Returned(method))
        && endpoint.Metadata.GetMetadata<ResultFilter.Applies>() is null
        // Controllers have a filter of their own.
        && endpoint.Metadata.GetMetadata<ActionDescriptor>() is null;

    private static Type Returned(MethodInfo method) =>
        method.ReturnType is { IsGenericType: true } type && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GenericTypeArguments[0]
            : method.ReturnType;

    private static string Describe(Endpoint endpoint) => $"{endpoint.DisplayName} returns {Returned(endpoint.Metadata.GetMetadata<MethodInfo>()!)}.";
}
