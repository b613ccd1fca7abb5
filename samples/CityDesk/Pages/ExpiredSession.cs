using CityDesk.Pages.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CityDesk.Pages;

/// <summary>
/// Where a form comes in after its session has ended, the sign-in page is the answer itself, with what was typed; a redirect
/// would lose it. Everything else is left to the framework.
/// </summary>
internal sealed class ExpiredSession(EndpointDataSource endpoints) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _framework = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Challenged && await KeptForm.OfExpiredAsync(context.Request) is { } kept)
            await ShowSignInAsync(next, context, kept);
        else
            await _framework.HandleAsync(next, context, policy, authorizeResult);
    }

    private Task ShowSignInAsync(RequestDelegate next, HttpContext context, KeptForm kept)
    {
        context.Features.Set(kept);
        context.SetEndpoint(endpoints.Endpoints.First(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath == "/SignIn"));
        context.Request.RouteValues = new() { ["page"] = "/SignIn" };
        // The page is shown, and what came in is not for it to handle.
        context.Request.Method = HttpMethods.Get;
        return next(context);
    }
}
