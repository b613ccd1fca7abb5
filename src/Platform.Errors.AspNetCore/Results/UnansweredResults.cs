using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Refuses an application in which an endpoint returns a result that nothing turns into a response: it would be written as JSON with status 200, failures and
/// all.
/// </summary>
internal static class UnansweredResults
{
    /// <param name="services">Those of an application whose pipeline is built, so that its endpoints are there.</param>
    /// <exception cref="InvalidOperationException">There are such endpoints; the message names each.</exception>
    public static void Refuse(IServiceProvider services)
    {
        var unanswered = services.GetService<EndpointDataSource>()?.Endpoints.Where(IsUnanswered).Select(Describe).ToList();
        if (unanswered is { Count: > 0 })
        {
            throw new InvalidOperationException(
                $"{string.Join("; ", unanswered)}: nothing turns that into a response. "
                + "Call WithPlatformErrors() on the endpoint or its group, or return HttpResult<T>.");
        }
    }

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

    private static string Describe(Endpoint endpoint)
    {
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText;
        var name = endpoint.DisplayName ?? route ?? "an endpoint";
        var place = route is null || name.Contains(route, StringComparison.Ordinal) ? "" : $" ({route})";
        return $"'{name}'{place} returns {NameOf(Returned(endpoint.Metadata.GetMetadata<MethodInfo>()!))}";
    }

    /// <summary>As it is written in C#.</summary>
    private static string NameOf(Type type)
    {
        if (!type.IsGenericType)
            return type.Name;
        var name = new StringBuilder().Append(type.Name.AsSpan(0, type.Name.IndexOf('`', StringComparison.Ordinal))).Append('<');
        return name.AppendJoin(", ", type.GenericTypeArguments.Select(NameOf)).Append('>').ToString();
    }
}
