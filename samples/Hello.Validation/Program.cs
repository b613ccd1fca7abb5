using System.Globalization;
using Platform.Validation.Schema;

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
