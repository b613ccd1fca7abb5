using System.ComponentModel.DataAnnotations;
using System.Globalization;
using NJsonSchema.Generation;
using Platform.Validation.NJsonSchema;

// A schema that NJsonSchema makes of a type, judged on bytes.
var schema = new SystemTextJsonSchemaGeneratorSettings().Compile(typeof(Parcel));
Console.WriteLine(schema.IsValid("""{"Name":"box","Weight":2}"""u8));
foreach (var failure in schema.Validate("""{"Name":"box","Weight":0}"""u8).Failures)
    Console.WriteLine($"{failure.InstancePointer} {failure.Code}: {failure.GetMessage(CultureInfo.InvariantCulture)}");

// A schema of an OpenAPI document.
var pets = OpenApiSchemas.Parse("""{"openapi":"3.0.3","components":{"schemas":{"Pet":{"type":"object","properties":{"tag":{"type":"string","nullable":true}}}}}}""");
Console.WriteLine(pets.Compile("Pet").IsValid("""{"tag":null}"""u8));

internal sealed class Parcel
{
    [Required]
    public string Name { get; set; } = "";

    [Range(1, 30)]
    public int Weight { get; set; }
}
