using System.Buffers;
using System.Text;
using Platform.Testing;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

public sealed class SchemaAllocationTests
{
    private static readonly JsonSchema Order = JsonSchema.Compile("""
        {
          "type": "object",
          "required": ["id", "email", "items"],
          "properties": {
            "id": {"type": "string", "pattern": "^ord_[0-9]{6}$"},
            "email": {"type": "string", "format": "email", "maxLength": 100},
            "tags": {"type": "array", "items": {"enum": ["a", "b", "c"], "pattern": "^(?:a|ab|\\bb)+$"}, "uniqueItems": true},
            "total": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01},
            "note": {"oneOf": [{"type": "null"}, {"type": "string", "pattern": "^(\\w|\\s|[éa-f]{2,80}x?)+$"}]},
            "items": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/item"}}
          },
          "unevaluatedProperties": false,
          "$defs": {"item": {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1}}, "additionalProperties": false}}
        }
        """, new JsonSchemaOptions { Formats = FormatMode.Assert });

    private static readonly byte[] Valid = Encoding.UTF8.GetBytes(
        """{"id":"ord_123456","email":"ada@example.com","tags":["a","b"],"total":19.99,"note":"caf\u0065 au lait","items":[{"sku":"A-1","quantity":2},{"sku":"ß"}]}""");

    [Fact]
    [AllocationTestOf(typeof(JsonSchema), nameof(JsonSchema.IsValid), typeof(ReadOnlySpan<byte>))]
    public void A_valid_instance_is_judged_without_allocating() => AllocationMeter.AssertAllocatesNothing(static () =>
    {
        if (!Order.IsValid(Valid))
            throw new InvalidOperationException();
    });

    [Fact]
    [AllocationTestOf(typeof(JsonSchema), nameof(JsonSchema.Validate), typeof(ReadOnlySpan<byte>), typeof(SchemaDetail))]
    [AllocationTestOf(typeof(JsonSchema), nameof(JsonSchema.Validate), typeof(ReadOnlySpan<byte>), typeof(IValidationSink))]
    public void Asking_for_failures_allocates_nothing_where_there_are_none()
    {
        var sink = new CountingSink();
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!Order.Validate(Valid).IsValid || !Order.Validate(Valid, sink))
                throw new InvalidOperationException();
        });
    }

    [Fact]
    [AllocationTestOf(typeof(JsonSchema), nameof(JsonSchema.IsValid), typeof(ReadOnlySequence<byte>))]
    [AllocationTestOf(typeof(JsonSchema), nameof(JsonSchema.Validate), typeof(ReadOnlySequence<byte>), typeof(SchemaDetail))]
    public void A_valid_instance_in_pieces_is_judged_without_allocating()
    {
        var pieces = Pieces.Split(Valid, Valid.Length / 2);
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!Order.IsValid(in pieces) || !Order.Validate(in pieces).IsValid)
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public void Saying_no_allocates_nothing_either()
    {
        var invalid = "{\"id\":1}"u8.ToArray();
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (Order.IsValid(invalid))
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public void A_large_instance_borrows_its_memory()
    {
        var large = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"{{\"id\":{i},\"name\":\"n{i}\"}}"))}]");
        var schema = JsonSchema.Compile("""{"items":{"properties":{"id":{"type":"integer"},"name":{"type":"string"}}},"uniqueItems":true}""");
        Assert.True(schema.IsValid(large));
        GC.KeepAlive(ArrayPool<byte>.Shared);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            schema.IsValid(large);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 20, 0, 8_192);
    }

    private sealed class CountingSink : IValidationSink
    {
        public bool Add(in ValidationFailure failure) => true;
    }
}
