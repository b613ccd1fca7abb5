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

        services.AddCookieKeys();
        services.AddScoped<OpenSessions>();
        services.AddScoped<StaffCookieEvents>();
        services.AddScoped<StaffSignIn>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<KnownBrowser>();
        return services;
    }
}
