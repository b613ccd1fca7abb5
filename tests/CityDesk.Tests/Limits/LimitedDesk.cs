using System.Globalization;
using CityDesk.Tests.Open311;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.RateLimiting;

namespace CityDesk.Tests.Limits;

/// <summary>The desk of a test once more, an instance of its own on the same database, with limits that can be reached.</summary>
internal sealed class LimitedDesk : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> _factory;

    private LimitedDesk(WebApplicationFactory<Program> factory)
    {
        _factory = factory;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = factory.ClientOptions.BaseAddress };
    }

    public HttpClient Http { get; }

    public Uri Address => _factory.ClientOptions.BaseAddress;

    public IServiceProvider Services => _factory.Services;

    /// <param name="desk">Whose database and clock it has.</param>
    /// <param name="settings">As on the command line.</param>
    public static LimitedDesk Open(Desk desk, params (string Name, string Value)[] settings) => Open(desk, desk.Clock, settings);

    /// <summary>The same with a clock of its own.</summary>
    public static LimitedDesk Open(Desk desk, TimeProvider clock, params (string Name, string Value)[] settings)
    {
        var factory = desk.WithWebHostBuilder(host =>
        {
            foreach (var (name, value) in settings)
                host.UseSetting(name, value);
            host.ConfigureServices(services => services
                .Replace(ServiceDescriptor.Singleton(clock))
                .Configure<PlatformAdaptiveLimitOptions>(static limit => limit.QueueCapacity = 2));
        });
        factory.UseKestrel(0);
        factory.StartServer();
        return new LimitedDesk(factory);
    }

    public async Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await Answer.ReadAsync(await Http.SendAsync(request, Cancelled));
    }

    public async Task<Answer> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        // A form that is refused for its length is not read, and who only sends may find the connection broken before the answer.
        request.Headers.ExpectContinue = content.Headers.ContentLength > 64_000;
        return await Answer.ReadAsync(await Http.SendAsync(request, Cancelled));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}

/// <summary>An answer, with what it says about limits.</summary>
internal sealed record Answer(int Status, string Text, string Policy, string Standing, int? RetryAfter, string? ContentType)
{
    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Answer(
                (int)response.StatusCode,
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                Field(response, "RateLimit-Policy"),
                Field(response, "RateLimit"),
                Field(response, "Retry-After") is { Length: > 0 } seconds ? int.Parse(seconds, CultureInfo.InvariantCulture) : null,
                response.Content.Headers.ContentType?.ToString());
        }
    }

    /// <summary>The same as the tests of Open311 read it.</summary>
    public OpenReply Open311 => new((System.Net.HttpStatusCode)Status, ContentType, Text, []);

    private static string Field(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join('|', values) : "";
}
