using System.Text.Json;
using Microsoft.AspNetCore.Builder;
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
