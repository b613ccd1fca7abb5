using System.ComponentModel.DataAnnotations;
using Platform.Errors.AspNetCore;
using Platform.Hosting;
using Platform.Validation;
using Platform.Validation.AspNetCore;
using Platform.Validation.Sanitizing;

namespace Docs.Snippets;

#region rules
[Validated]
public sealed partial record NewRequest(
    [Trim, StringLength(64, MinimumLength = 1)] string Service,
    [Trim, StringLength(4_000)] string Description,
    [Range(-90, 90)] double Latitude,
    [Range(-180, 180)] double Longitude,
    [EmailAddress] string? Email);
#endregion

public static class RefuseABadBody
{
    public static void Run(string[] args)
    {
        #region app
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddPlatform();

        var app = builder.Build();
        app.UsePlatformErrors();
        app.MapPost("/requests", (Valid<NewRequest> request) => $"{request.Value.Service} at {request.Value.Latitude}");
        app.Run();
        #endregion
    }
}
