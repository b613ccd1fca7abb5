using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;
using Platform.Validation.Schema;

namespace Platform.Validation.AspNetCore.Tests;

/// <summary>Bodies of types whose rules stand elsewhere.</summary>
public sealed partial class ForeignBodyTests
{
    [Theory]
    [InlineData("""{"sku":"abcdefghi","weight":1}""", "STRING_TOO_LONG /sku")]
    [InlineData("""{"sku":"a","weight":0}""", "WEIGHT_MISSING ")]
    [InlineData("""{"sku":"a","weight":"much"}""", "VALUE_NOT_READABLE /weight")]
    [InlineData("""{"sku":"a","sku":"b"}""", "JSON_DUPLICATE_PROPERTY ")]
    [InlineData("null", "VALUE_REQUIRED ")]
    public async Task What_is_wrong_never_reaches_the_handler(string body, string expected)
    {
        await using var host = await StartAsync();

        var (status, _, answer) = await host.PostAsync("/parcels", body);

        Assert.Equal(400, status);
        using var problem = JsonDocument.Parse(answer);
        Assert.Equal(expected, string.Join(", ", problem.RootElement.GetProperty("errors").EnumerateArray().Select(error =>
            $"{error.GetProperty("code")} {error.GetProperty("pointer")}")));
    }

    [Fact]
    public async Task A_valid_body_arrives_sanitised()
    {
        await using var host = await StartAsync();

        Assert.Equal((200, "text/plain", "ab 2 /sku"), await host.PostAsync("/parcels", """{"sku":" ab ","weight":2}"""));
    }

    [Fact]
    public async Task A_schema_judges_the_bytes_first()
    {
        await using var host = await StartAsync(builder => builder.AddBodySchema<Parcel, ParcelRules>(JsonSchema.Compile("""{"required":["sku"]}""")));

        var (status, _, answer) = await host.PostAsync("/parcels", """{"weight":2}""");

        Assert.Equal(400, status);
        Assert.Contains("PROPERTY_MISSING", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_takes_one_is_not_called_forgotten()
    {
        await using var host = await WebHost.StartAsync(Map, static options => options.UnvalidatedBodies = UnvalidatedBodies.Refuse);

        Assert.Equal(200, (await host.PostAsync("/parcels", """{"sku":"ab","weight":2}""")).Status);
    }

    /// <summary>Everywhere else a parameter names the rules itself.</summary>
    [Theory]
    [InlineData("/named", """{"sku":"abcdefghi","weight":1}""", "STRING_TOO_LONG /sku")]
    [InlineData("/named", """{"sku":"a","sku":"b"}""", "JSON_DUPLICATE_PROPERTY ")]
    [InlineData("/named", """{"sku":"a","weight":"much"}""", "VALUE_NOT_READABLE /weight")]
    [InlineData("/foreign", """{"sku":"abcdefghi","weight":0}""", "STRING_TOO_LONG /sku, WEIGHT_MISSING ")]
    [InlineData("/foreign", """{"sku":"a","sku":"b"}""", "JSON_DUPLICATE_PROPERTY ")]
    [InlineData("/foreign", """{"sku":"a","weight":"much"}""", "VALUE_NOT_READABLE /weight")]
    public async Task A_parameter_that_names_rules_is_held_to_them(string path, string body, string expected)
    {
        await using var host = await StartNamedAsync();

        var (status, _, answer) = await host.PostAsync(path, body);

        Assert.Equal(400, status);
        using var problem = JsonDocument.Parse(answer);
        Assert.Equal(expected, string.Join(", ", problem.RootElement.GetProperty("errors").EnumerateArray().Select(error =>
            $"{error.GetProperty("code")} {error.GetProperty("pointer")}")));
        Assert.Equal((200, "text/plain", "ab 2"), await host.PostAsync(path, """{"sku":" ab ","weight":2}"""));
    }

    [Fact]
    public async Task Query_and_route_are_held_to_them_as_well()
    {
        await using var host = await StartNamedAsync();

        Assert.Equal(400, (await host.GetAsync("/gathered?sku=abcdefghi&weight=1")).Status);
        Assert.Equal((200, "text/plain", "ab 1"), await host.GetAsync("/gathered?sku=%20ab&weight=1"));
    }

    [Fact]
    public async Task Rules_for_another_type_are_refused_when_the_endpoint_is_built()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => WebHost.StartAsync(static app =>
            app.MapPost("/wrong", static ([ValidatedBy<ParcelRules>] List<Parcel> parcels) => parcels.Count).RequirePlatformValidation()));

        Assert.Contains("The parameter 'parcels'", refused.Message, StringComparison.Ordinal);
    }

    private static Task<WebHost> StartNamedAsync() => WebHost.StartAsync(
        static app =>
        {
            app.MapPost("/named", static ([ValidatedBy<ParcelRules>] Parcel parcel) => FormattableString.Invariant($"{parcel.Sku} {parcel.Weight}")).RequirePlatformValidation();
            app.MapGet("/gathered", static ([AsParameters, ValidatedBy<ParcelRules>] Parcel parcel) => FormattableString.Invariant($"{parcel.Sku} {parcel.Weight}")).RequirePlatformValidation();
            app.MapControllers();
        },
        services: static services => services.AddControllers().AddApplicationPart(typeof(ForeignBodyTests).Assembly));

    private static Task<WebHost> StartAsync(Action<PlatformValidationBuilder>? validation = null) => WebHost.StartAsync(Map, validation: validation);

    private static void Map(WebApplication app) => app.MapPost("/parcels", static (Valid<Parcel, ParcelRules> parcel) =>
        FormattableString.Invariant($"{parcel.Value.Sku} {parcel.Value.Weight} {string.Concat(parcel.Changes.Select(static change => change.InstancePointer))}"));

    /// <summary>A type that nobody here may change.</summary>
    public sealed class Parcel
    {
        public string? Sku { get; set; }

        public int Weight { get; set; }
    }

    [ValidatorFor<Parcel>]
    [Rule(nameof(HasWeight), Code = "WEIGHT_MISSING")]
    public abstract partial class ParcelRules
    {
        [Trim, TextLength(1, 8)]
        public string? Sku { get; set; }

        public static bool HasWeight(Parcel parcel) => parcel.Weight > 0;
    }
}

[ApiController]
[Route("foreign")]
public sealed class ForeignController : ControllerBase
{
    [HttpPost]
    public string Post([FromBody, ValidatedBy<ForeignBodyTests.ParcelRules>] ForeignBodyTests.Parcel parcel)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        return FormattableString.Invariant($"{parcel.Sku} {parcel.Weight}");
    }
}
