using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;
using Platform.Validation.Schema;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class ValidationExercise : IExercise
{
    public string Package => "Platform.Validation";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = new JsonSchemaOptions { Formats = FormatMode.Assert };
        options.Documents["https://e.example/address"] = """{"type":"object","required":["city"],"unevaluatedProperties":false,"properties":{"city":{"pattern":"^\\p{Lu}(\\w| )+$"}}}"""u8.ToArray();
        var schema = JsonSchema.Compile(
            """{"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"at":{"format":"date-time"},"to":{"$ref":"https://e.example/address"},"total":{"multipleOf":0.01}},"required":["at"]}""",
            options);

        Expect.That(schema.IsValid("""{"at":"2026-11-25T10:00:00Z","to":{"city":"London"},"total":1e2}"""u8), "a valid instance is valid");
        using var stream = new MemoryStream("""{"to":{"city":"London","x":1},"total":0.001}"""u8.ToArray());
        var result = await schema.ValidateAsync(stream, cancellationToken: cancellationToken);
        Expect.That(
            result.Failures.Select(failure => failure.Code).SequenceEqual([ValidationCodes.PropertyNotAllowed, ValidationCodes.NumberNotMultiple, ValidationCodes.PropertyMissing]),
            $"three failures are found: {result}");
        Expect.That(result.Failures[2].GetMessage(CultureInfo.InvariantCulture) == "The property \"at\" is missing.", "messages are found");

        var metaschema = JsonSchema.Compile("""{"$ref":"https://json-schema.org/draft/2020-12/schema"}""");
        Expect.That(metaschema.IsValid("""{"type":"object"}"""u8) && !metaschema.IsValid("""{"type":"objekt"}"""u8), "the metaschemas are there");

        await AskRulesAsync(cancellationToken);
    }

    private static async Task AskRulesAsync(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddPlatformValidation(options => options.MaxFailures = 10);
        services.AddSingleton(new Stock());
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var parcels = scope.ServiceProvider.GetRequiredService<IValidator<Parcel>>();

        var parcel = parcels.Sanitize(new Parcel(" bolt ", 0, [new ParcelLine { Text = "abcd" }], new Dictionary<string, ParcelLine> { ["a/b"] = new() { Text = null } }));
        var broken = await parcels.ValidateAsync(parcel, cancellationToken: cancellationToken);
        Expect.That(
            broken.ToString() == "/how_many: NUMBER_TOO_SMALL: Must be at least 1.\n/lines/0/text: STRING_PATTERN_MISMATCH: Three letters at most.\n/by_name/a~1b/text: VALUE_REQUIRED: A value is required.",
            $"three rules are broken, and names are those on the wire: {broken}");

        var unknown = await parcels.ValidateAsync(new Parcel("nut", 1, [], null), cancellationToken: cancellationToken);
        Expect.That(unknown.Failures is [{ Code: "SKU_UNKNOWN", InstancePointer: "/sku" }], $"an asynchronous rule is asked: {unknown}");
        Expect.That((await parcels.ValidateAsync(new Parcel("bolt", 1, [], null), cancellationToken: cancellationToken)).IsValid, "a valid parcel is valid");

        var heavy = await parcels.ValidateAsync(new Parcel("bolt", 9, [new ParcelLine { Text = "abc" }, new ParcelLine { Text = "abc" }], null), cancellationToken: cancellationToken);
        Expect.That(heavy.Failures is [{ Code: "TOO_MANY_LINES", InstancePointer: "/lines", Arguments: [{ Name: "limit", Number: 1 }] }], $"a rule says itself what it finds: {heavy}");
        Expect.That(Parcel.Validator.ToTypeScript().StartsWith("export interface Parcel {\n  sku: string;\n", StringComparison.Ordinal), "rules are written as TypeScript");
    }
}

internal sealed class Stock
{
    public async Task<bool> HasAsync(string sku, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return sku == "bolt";
    }
}

[Validated(Naming = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial record Parcel(
    [Trim, Rule(nameof(Parcel.IsKnownAsync), Code = "SKU_UNKNOWN")] string Sku,
    [Range(1, 9)] int HowMany,
    [Rule(nameof(Parcel.CheckLines))] List<ParcelLine> Lines,
    IReadOnlyDictionary<string, ParcelLine>? ByName)
{
    public static void CheckLines(List<ParcelLine> lines, Parcel parcel, ref RuleFindings findings)
    {
        if (parcel.HowMany > 8 && lines.Count > 1)
            findings.Add("TOO_MANY_LINES", arguments: new(new("limit", 1)));
    }

    public static Task<bool> IsKnownAsync(string sku, Stock stock, CancellationToken cancellationToken) => stock.HasAsync(sku, cancellationToken);
}

[Validated]
internal sealed partial class ParcelLine
{
    [Required, RegularExpression("[a-z]{1,3}", ErrorMessage = "Three letters at most.")]
    public string? Text { get; set; }
}
