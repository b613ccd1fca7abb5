using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Platform.Errors.AspNetCore;

/// <summary>A parameter as the caller knows it: its name on the wire, and where it is sent.</summary>
internal readonly record struct BoundParameter(string Name, string Location)
{
    private const string Path = "path";
    private const string Query = "query";
    private const string Header = "header";
    private const string Form = "form";

    /// <summary>Finds it by its name in the code.</summary>
    public static BoundParameter Find(HttpContext context, string name)
    {
        var endpoint = context.GetEndpoint();
        var declared = endpoint?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().FirstOrDefault(parameter => parameter.Name == name)?.ParameterInfo;
        return (declared is null ? null : Of(declared))
            ?? (IsInRoute(endpoint, name) ? new BoundParameter(name, Path) : new BoundParameter(name, Query));
    }

    /// <summary>Whether something that was validated is such a parameter, and not a part of the body.</summary>
    public static bool TryFind(HttpContext context, string name, out BoundParameter parameter)
    {
        var isDeclared = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Any(declared => declared.Name == name && declared.HasTryParse) == true;
        parameter = isDeclared ? Find(context, name) : default;
        return isDeclared;
    }

    private static BoundParameter? Of(ParameterInfo parameter)
    {
        foreach (var attribute in parameter.GetCustomAttributes(inherit: false))
        {
            var (location, chosen) = attribute switch
            {
                IFromRouteMetadata route => (Path, route.Name),
                IFromQueryMetadata query => (Query, query.Name),
                IFromHeaderMetadata header => (Header, header.Name),
                IFromFormMetadata form => (Form, form.Name),
                _ => (null, null),
            };
            if (location is not null)
                return new BoundParameter(chosen ?? parameter.Name ?? "", location);
        }
        return null;
    }

    private static bool IsInRoute(Endpoint? endpoint, string name) => endpoint is RouteEndpoint { RoutePattern: var pattern } && pattern.GetParameter(name) is not null;
}
