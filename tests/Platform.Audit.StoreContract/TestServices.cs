using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.PersonalData;

namespace Platform.Audit.StoreContract;

/// <summary>What a test adds to the services of its log.</summary>
internal static class TestServices
{
    public static void AddContext(this IServiceCollection services, AuditContext context) => services.AddSingleton<IAuditContextProvider>(new Fixed(context));

    public static void AddProtector(this IServiceCollection services, IAuditContentProtector protector) => services.AddSingleton(protector);

    private sealed class Fixed(AuditContext context) : IAuditContextProvider
    {
        public AuditContext? Current => context;
    }
}
