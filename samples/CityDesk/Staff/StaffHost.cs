using CityDesk.Data;
using Microsoft.AspNetCore.DataProtection;

namespace CityDesk.Staff;

/// <summary>Staff sign-in: a cookie, and the policy <see cref="StaffSession.Policy"/>.</summary>
internal static class StaffHost
{
    /// <summary>A session ends after this time without a request.</summary>
    public static readonly TimeSpan SessionLength = TimeSpan.FromHours(8);

    public static IServiceCollection AddStaff(this IServiceCollection services)
    {
        services.AddAuthentication(StaffSession.Scheme).AddCookie(options =>
        {
            options.Cookie.Name = StaffSession.CookieName;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = SessionLength;
            options.SlidingExpiration = true;
            options.LoginPath = "/desk/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.EventsType = typeof(StaffCookieEvents);
        });
        services.AddAuthorizationBuilder().AddPolicy(StaffSession.Policy, policy => policy
            .AddAuthenticationSchemes(StaffSession.Scheme)
            .RequireAuthenticatedUser());

        // Kept in the desk's own database, on either engine: a restart signs nobody out, and several instances accept each
        // other's cookies. The framework warns that the keys are not encrypted there. They are worth as much as the rest of
        // that database: a copy of it gives away the requests themselves, and a session that could be forged with the keys.
        services.AddDataProtection().SetApplicationName("citydesk").PersistKeysToDbContext<DeskDbContext>();
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));

        services.AddScoped<OpenSessions>();
        services.AddScoped<StaffCookieEvents>();
        services.AddScoped<StaffSignIn>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<KnownBrowser>();
        return services;
    }
}
