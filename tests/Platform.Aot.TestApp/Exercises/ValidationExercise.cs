using System.Globalization;
using Platform.Validation;
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
    }
}
