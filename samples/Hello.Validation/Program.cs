using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Platform.Validation;
using Platform.Validation.Sanitizing;
using Platform.Validation.Schema;

// Bytes, before anything is bound.
var schema = JsonSchema.Compile("""
    {
      "type": "object",
      "required": ["email", "quantity"],
      "properties": {
        "email": { "type": "string", "format": "email" },
        "quantity": { "type": "integer", "minimum": 1 }
      },
      "additionalProperties": false
    }
    """, new JsonSchemaOptions { Formats = FormatMode.Assert });

Console.WriteLine(schema.IsValid("""{"email":"ada@example.com","quantity":2}"""u8));
foreach (var failure in schema.Validate("""{"email":"ada@","quantity":0,"price":1}"""u8).Failures)
    Console.WriteLine($"{failure.InstancePointer} {failure.Code} {failure.Rule}: {failure.GetMessage(CultureInfo.InvariantCulture)}");

// Objects, by rules that are compiled into their type.
var order = new Order("  ada@example.com ", 0);
var result = Order.Validator.SanitizeAndValidate(ref order);
Console.WriteLine($"'{order.Email}'");
foreach (var failure in result.Failures)
    Console.WriteLine($"{failure.InstancePointer} {failure.Code} {failure.Rule}: {failure.GetMessage(CultureInfo.InvariantCulture)}");

[Validated]
internal sealed partial record Order([Trim, EmailAddress] string Email, [Range(1, 999)] int Quantity);
