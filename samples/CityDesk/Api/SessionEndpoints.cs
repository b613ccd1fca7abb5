using CityDesk.Domain;
using CityDesk.Staff;
using Microsoft.AspNetCore.Authentication;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Validation.AspNetCore;

namespace CityDesk.Api;

/// <summary>Opens and ends the session of a tool: the same session, password and patience as at the console's door.</summary>
internal static class SessionEndpoints
{
    public static async Task<HttpResult> PostAsync(Valid<SignInCommand> body, HttpContext http, StaffSignIn signIn, CancellationToken cancellationToken) =>
        await signIn.TryAsync(http, body.Value.UserName, body.Value.Password, cancellationToken) switch
        {
            SignInOutcome.SignedIn => Result.Success,
            SignInOutcome.MustWait { Wait: var wait } => CommonErrors.RateLimited().WithRetryAfter(wait),
            _ => DeskErrors.SignInRefused(),
        };

    public static async Task<HttpResult> DeleteAsync(HttpContext http)
    {
        await http.SignOutAsync(StaffSession.Scheme);
        return Result.Success;
    }
}
