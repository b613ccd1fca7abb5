using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Platform.Validation.AspNetCore;

namespace Platform.Hosting.Tests;

/// <summary>A web application in memory, with validation joined to errors or by itself.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app) => (_app, Client) = (app, app.GetTestClient());

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<Site> StartAsync(Action<WebApplicationBuilder> add, Action<WebApplication>? use = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        add(builder);
        var app = builder.Build();
        use?.Invoke(app);
        app.MapPost("/orders", static (Valid<NewOrder> order) => $"{order.Value.Sku} {order.Warnings.Count}");
        app.MapPost("/open/orders", static (Valid<NewOrder> order) => order.Value.Sku);
        app.MapGet("/orders", static ([AsParameters] OrderQuery query) => $"{query.Page}").RequirePlatformValidation();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Site(app);
    }

    public Task<Answer> PostAsync(string body, string path = "/orders", string type = "application/json", string? language = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (language is not null)
            request.Headers.AcceptLanguage.ParseAdd(language);
        return SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var response = await Client.SendAsync(request, TestContext.Current.CancellationToken))
        {
            return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", response.Headers.CacheControl?.ToString(),
                string.Join(", ", response.Content.Headers.ContentLanguage), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

internal sealed record Answer(HttpStatusCode Status, string MediaType, string? CacheControl, string Language, string Body)
{
    /// <summary>The problem, without what differs from call to call.</summary>
    public string Problem
    {
        get
        {
            var problem = JsonNode.Parse(Body)!.AsObject();
            Assert.NotEmpty(problem["traceId"]!.GetValue<string>());
            problem.Remove("traceId");
            return problem.ToJsonString(Readable);
        }
    }

    public JsonElement[] Errors => [.. JsonDocument.Parse(Body).RootElement.GetProperty("errors").EnumerateArray()];

    private static JsonSerializerOptions Readable { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
