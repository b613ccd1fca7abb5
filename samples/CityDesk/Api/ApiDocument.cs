using CityDesk.Staff;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Platform.Errors.OpenApi.AspNetCore;
using Platform.Validation.OpenApi.AspNetCore;
using Platform.Validation.Rules.TypeScript;

namespace CityDesk.Api;

/// <summary>
/// The staff API as an OpenAPI document: what a body must be comes from the rules that judge it, what can go wrong from the catalogue that words it. The
/// public API is Open311, which has documents of its own.
/// </summary>
internal static class ApiDocument
{
    /// <summary>Where it is served, if <see cref="DeskOptions.OpenApiDocument"/> says so.</summary>
    public const string Address = "/openapi/v1.json";

    /// <summary>Where the bodies of its calls are served as types of TypeScript, for clients in that language.</summary>
    public const string TypesAddress = "/openapi/v1.ts";

    /// <summary>Marks the endpoints that stand in it.</summary>
    public const string Group = "v1";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Group, static options =>
    {
        options.ShouldInclude = static endpoint => endpoint.GroupName == Group;
        options.AddDocumentTransformer(DescribeAsync);
        options.AddPlatformErrors().AddPlatformValidation();
    });

    public static void MapApiDocument(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<DeskOptions>>().Value.OpenApiDocument)
            return;
        app.MapOpenApi(Address);
        var types = new TypeScriptModule().Add<SignInCommand>().Add<TransitionCommand>().ToString();
        app.MapGet(TypesAddress, () => Results.Text(types));
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "CityDesk staff API",
            Version = Group,
            Description = "What the console does, for programs. POST /api/v1/session gives the cookie that all other calls need.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["session"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = StaffSession.CookieName };
        return Task.CompletedTask;
    }
}
