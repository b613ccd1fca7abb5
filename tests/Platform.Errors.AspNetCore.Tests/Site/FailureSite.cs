using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore.Tests.Site;

/// <summary>A site on which everything goes wrong, once through minimal APIs below <c>/minimal</c> and once through controllers below <c>/mvc</c>.</summary>
internal static class FailureSite
{
    public const int LargestBody = 64 * 1024;

    public const int LargestPart = 16 * 1024;

    public static Task<WebSite> StartAsync(string? environment = null, Action<PlatformErrorsOptions>? errors = null, CancellationToken cancellationToken = default) =>
        WebSite.StartAsync(builder => AddServices(builder, errors ?? (static _ => { })), Map, environment, cancellationToken: cancellationToken);

    private static void AddServices(WebApplicationBuilder builder, Action<PlatformErrorsOptions> errors)
    {
        var services = builder.Services;
        services.AddPlatformErrors(errors).AddCatalog(ShopErrors.Catalog).AddAspNetCore().AddMvc();
        services.AddControllersWithViews();
        services.AddValidation();
        services.AddAntiforgery();
        services.AddRequestTimeouts();
        services.AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("Test", null);
        services.AddAuthorizationBuilder().AddPolicy("admin", policy => policy.RequireRole("admin"));
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy("never", static _ => RateLimitPartition.Get("all", static _ => new RefusingLimiter()));
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "7";
                return default;
            };
        });
        services.Configure<FormOptions>(static forms => forms.MultipartBodyLengthLimit = LargestPart);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = LargestBody);
    }

    private static void Map(WebApplication app)
    {
        app.UsePlatformErrors();
        app.UseRateLimiter();
        app.UseRequestTimeouts();
        app.UseAntiforgery();
        app.MapControllers();

        var minimal = app.MapGroup("/minimal").WithPlatformErrors();
        minimal.MapGet("/throw", string () => throw new InvalidOperationException("the connection string is secret"));
        minimal.MapGet("/throw/mapped", string () => throw new TimeoutException("after 30 s at db.internal"));
        minimal.MapGet("/throw/error", string () => throw new ErrorException(ShopErrors.OutOfStock("kettle", 2)));
        minimal.MapGet("/error", () => ShopErrors.OutOfStock("kettle", 2));
        minimal.MapGet("/result/{left:int}", (int left) => left < 3 ? (Result<Order>)ShopErrors.OutOfStock("kettle", left) : new Order { Name = "kettle" });
        minimal.MapGet("/result/none", () => Result.Success);
        minimal.MapGet("/http-result/{left:int}", HttpResult<Order> (int left) => left < 3 ? ShopErrors.OutOfStock("kettle", left) : new Order { Name = "kettle" });
        minimal.MapGet("/secret", () => ShopErrors.CardRefused("4111111111111111"));
        minimal.MapGet("/closed", () => ShopErrors.Closed(TimeSpan.FromSeconds(90.2)));
        minimal.MapGet("/several", () => Error.Combine(ShopErrors.Teapot().WithPointer("/pot"), ShopErrors.OutOfStock("kettle", 0).WithPointer("/lines/0")));
        minimal.MapGet("/query", (int id, [FromQuery(Name = "page-size")] int pageSize) => id + pageSize);
        minimal.MapGet("/route/{id}", (int id) => id);
        minimal.MapGet("/header", ([FromHeader(Name = "X-Count")] int count) => count);
        minimal.MapPost("/body", (Order order) => order);
        minimal.MapPost("/form", ([FromForm] int amount) => amount).DisableAntiforgery();
        minimal.MapPost("/antiforgery", ([FromForm] string text) => text);
        minimal.MapGet("/signed-in", () => "in").RequireAuthorization();
        minimal.MapGet("/admin", () => "in").RequireAuthorization("admin");
        minimal.MapGet("/limited", () => "in").RequireRateLimiting("never");
        minimal.MapGet("/slow", async (CancellationToken ending) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending);
            return "never";
        }).WithRequestTimeout(TimeSpan.FromMilliseconds(20));
        minimal.MapGet("/status/{status:int}", (int status) => TypedResults.StatusCode(status));
        minimal.MapGet("/problem", () => TypedResults.Problem("Two are left.", statusCode: 409, extensions: [new("left", 2), new("code", "OUT_OF_STOCK"), new("status", 200)]));
        minimal.MapGet("/problem/typed", () => TypedResults.Problem(title: "Closed {for} now", type: "https://errors.example/closed", instance: "/closed/1", statusCode: 503));
        minimal.MapGet("/problem/validation", () => TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["Lines[0].Quantity"] = ["From 1 to 10."] }));
        minimal.MapGet("/problem/returned", () => new Microsoft.AspNetCore.Mvc.ProblemDetails { Status = 409 });
        minimal.MapGet("/not-found", () => TypedResults.NotFound());
    }

    private sealed class RefusingLimiter : RateLimiter
    {
        public override TimeSpan? IdleDuration => null;

        public override RateLimiterStatistics? GetStatistics() => null;

        protected override RateLimitLease AttemptAcquireCore(int permitCount) => new Refused();

        protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(new Refused());

        private sealed class Refused : RateLimitLease
        {
            public override bool IsAcquired => false;

            public override IEnumerable<string> MetadataNames => [];

            public override bool TryGetMetadata(string metadataName, out object? metadata)
            {
                metadata = null;
                return false;
            }
        }
    }

    /// <summary>Whoever names itself in a header is believed.</summary>
    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers.TryGetValue("X-User", out var user)
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user.ToString())], Scheme.Name)), Scheme.Name))
            : AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.WWWAuthenticate = "Test realm=\"shop\"";
            return Task.CompletedTask;
        }
    }
}
