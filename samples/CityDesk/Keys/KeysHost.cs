namespace CityDesk.Keys;

/// <summary>What the page of keys needs.</summary>
internal static class KeysHost
{
    public static IServiceCollection AddKeyPage(this IServiceCollection services)
    {
        services.AddSingleton<KeyStock>();
        services.AddScoped<ApiKeys>();
        services.AddScoped<KeyRotation>();
        return services;
    }
}
