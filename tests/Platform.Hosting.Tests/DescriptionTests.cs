using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.Validation.AspNetCore;

namespace Platform.Hosting.Tests;

/// <summary>OpenAPI finds in the metadata of an endpoint how it refuses; joined, as it finds every other error.</summary>
public sealed class DescriptionTests
{
    private static readonly ErrorDescriptor Gone = new("desk", "ORDER_GONE", ErrorKind.InvalidArgument, "The order is gone");

    [Fact]
    public async Task Refusals_are_told_as_errors_of_the_catalogue()
    {
        await using var site = await Site.StartAsync(static builder => builder.Services.AddPlatform(), static app => app.UsePlatformErrors());

        Assert.Equal(["400 BODY_MISSING, JSON_TOO_DEEP, MALFORMED_JSON, MEMBER_DUPLICATE, UNEXPECTED_JSON, VALIDATION_FAILED", "413 CONTENT_TOO_LARGE", "415 UNSUPPORTED_MEDIA_TYPE"], Told(site, "POST", "/orders"));
        Assert.Equal(["400 VALIDATION_FAILED"], Told(site, "GET", "/orders"));
    }

    [Fact]
    public async Task A_status_that_was_chosen_is_the_one_that_is_told()
    {
        await using var site = await Site.StartAsync(
            static builder => builder.Services.AddPlatform(static platform => platform.Validation.AddAspNetCore(static web => web.StatusCode = 422)),
            static app => app.UsePlatformErrors());

        Assert.Equal(["400 BODY_MISSING, JSON_TOO_DEEP, MALFORMED_JSON, MEMBER_DUPLICATE, UNEXPECTED_JSON", "413 CONTENT_TOO_LARGE", "415 UNSUPPORTED_MEDIA_TYPE", "422 VALIDATION_FAILED"], Told(site, "POST", "/orders"));
    }

    [Fact]
    public async Task What_an_endpoint_says_of_itself_is_told_with_them()
    {
        await using var site = await Site.StartAsync(static builder => builder.Services.AddPlatform(), static app =>
        {
            app.UsePlatformErrors();
            app.MapPost("/required", static (NewOrder order) => order.Sku).RequirePlatformValidation();
            app.MapPost("/more", static (Valid<NewOrder> order) => order.Value.Sku).RequirePlatformValidation().ProducesErrors(Gone);
        });

        string[] refusals = ["413 CONTENT_TOO_LARGE", "415 UNSUPPORTED_MEDIA_TYPE"];
        Assert.Equal(["400 BODY_MISSING, JSON_TOO_DEEP, MALFORMED_JSON, MEMBER_DUPLICATE, ORDER_GONE, UNEXPECTED_JSON, VALIDATION_FAILED", .. refusals], Told(site, "POST", "/more"));
        Assert.Equal(["400 BODY_MISSING, JSON_TOO_DEEP, MALFORMED_JSON, MEMBER_DUPLICATE, UNEXPECTED_JSON, VALIDATION_FAILED", .. refusals], Told(site, "POST", "/required"));
    }

    private static IEnumerable<string> Told(Site site, string method, string path) => site.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>().Single(each => each.RoutePattern.RawText == path && each.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method))
        .Metadata.OfType<IErrorResponseMetadata>().OrderBy(static response => response.StatusCode)
        .Select(static response => $"{response.StatusCode} {string.Join(", ", response.Errors.Select(static error => error.Code).Order(StringComparer.Ordinal))}");
}
