using System.Globalization;
using System.Text.Unicode;
using CityDesk.Keys;
using CityDesk.Limits;
using CityDesk.Pages.Queue;
using CityDesk.Pages.Requests;
using CityDesk.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.WebEncoders;
using Platform.Errors.AspNetCore;
using Platform.RateLimiting.AspNetCore;

namespace CityDesk.Pages;

/// <summary>The staff console below <c>/desk</c>: pages made on the server, one stylesheet, no script.</summary>
internal static class ConsoleHost
{
    public const string Root = "/desk";

    // The longest text a form takes is 4,000 characters, at most 9 bytes each as they travel.
    public const int LargestForm = 128 * 1024;

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddRazorPages(options =>
        {
            options.Conventions.AuthorizeFolder("/", StaffSession.Policy);
            options.Conventions.AllowAnonymousToPage("/SignIn");
            options.Conventions.AllowAnonymousToPage("/Problem");
            options.Conventions.AddFolderApplicationModelConvention("/", page =>
            {
                // A failure is told whatever led to it.
                if (page.ModelType == typeof(ProblemModel))
                    return;
                if (!page.HandlerTypeAttributes.OfType<PlatformRateLimitAttribute>().Any())
                    page.EndpointMetadata.Add(new PlatformRateLimitAttribute(LimitPolicies.Console));
                page.Filters.Add(new OnlyHandledMethods());
                if (!page.HandlerTypeAttributes.OfType<RequestSizeLimitAttribute>().Any())
                    page.Filters.Add(new RequestSizeLimitAttribute(LargestForm));
            });
        }).AddCookieTempDataProvider(options =>
        {
            options.Cookie.Name = "citydesk-message";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.IsEssential = true;
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "citydesk-form";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true; // ConsoleHeaders sends it, on every page.
        });

        // Anybody can send a cookie or a token that cannot be opened, as often as they like. It is refused, which the access log
        // shows; a stack trace for each would only let strangers fill the log.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Critical)
            .AddFilter("Microsoft.AspNetCore.Mvc.ViewFeatures.CookieTempDataProvider", LogLevel.Error));

        // Letters of every script travel as themselves; what has a meaning in HTML is encoded all the same.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new(UnicodeRanges.All));

        // A failure leaves a bare status, which UseConsole() turns into a page.
        services.Configure<PlatformErrorsAspNetCoreOptions>(static options => options.AddFormat(Root, ErrorFormats.StatusOnly));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ExpiredSession>();
        services.AddScoped<RequestQueue>();
        services.AddScoped<TextSearch>();
        services.AddScoped<RequestRecords>();
        services.AddKeyPage();
        return services;
    }

    /// <summary>Error pages, security headers and static files of the console. Before what answers failures, and so before all that can fail.</summary>
    public static void UseConsole(this WebApplication app)
    {
        // A bare status becomes a page by running the request again as the page's. Not inside the branch below, where the
        // framework would not look for the endpoint anew; so it is switched off for every other path, on the way back, when
        // whoever answers failures elsewhere has done so.
        app.UseStatusCodePagesWithReExecute($"{Root}/problem/{{0}}", createScopeForStatusCodePages: true);
        app.Use(static async (context, next) =>
        {
            await next(context);
            if (!IsConsole(context))
                context.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled = false;
        });
        app.UseWhen(IsConsole, static console => console.Use(ConsoleHeaders.OnPages));
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => ConsoleHeaders.OnFile(file.Context) });
    }

    public static void MapConsole(this WebApplication app)
    {
        app.MapRazorPages();
        // Where a person looks first.
        app.MapGet("/", static () => Results.LocalRedirect(Root));
    }

    public static bool IsConsole(HttpContext context) => context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase);

    /// <summary>Seconds, rounded up, as <c>Retry-After</c> wants them.</summary>
    public static string WholeSeconds(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
