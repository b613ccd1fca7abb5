using System.Text.Json.Serialization;
using Platform.Validation.Rules;

namespace Platform.Validation.Tests.Reading;

[Validated]
public sealed partial record Order([Minimum(1)] int Id, [TextLength(1, 8)] string Sku, string? Note = null)
{
    public byte Urgency { get; set; } = 3;

    public string Currency { get; set; } = "EUR";

    public string? Colour { get; init; }

    [JsonPropertyName("weight")]
    public double? Weight { get; set; }

    public List<string>? Tags { get; set; }

    public long[]? Counts { get; set; }

    public Guid? Key { get; set; }

    public DateTimeOffset At { get; set; }

    public IReadOnlyList<Line>? Lines { get; init; }

    public Order? Next { get; init; }

    public Size Box { get; init; }

    public Size? Inner { get; set; }

    public List<Size>? Boxes { get; set; }

    public Dictionary<string, int>? Stock { get; set; }

    public IReadOnlyDictionary<string, Line>? Named { get; init; }

    public HashSet<string>? Marks { get; set; }

    public Channel Channel { get; set; }

    public Channel? Former { get; set; }

    public Tone Tone { get; set; }

    public DateOnly? Day { get; set; }

    public TimeSpan Wait { get; set; }

    public Uri? Home { get; set; }

    public byte[]? Seal { get; set; }

    [JsonIgnore]
    public string? Secret { get; set; }

    [JsonIgnore]
    public int Length => Sku.Length;
}

[Validated]
public partial class Line
{
    public decimal Price { get; set; }

    public bool? IsGift { get; set; }

    public string Label { get; set; } = "";
}

[Validated]
public sealed partial class Plain
{
    public string? Name { get; set; }
}

[Validated]
[JsonConverter(typeof(Converted.Converter))]
public sealed partial class Converted
{
    public string? Name { get; set; }

    internal sealed class Converter : JsonConverter<Converted>
    {
        public override Converted Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(System.Text.Json.Utf8JsonWriter writer, Converted value, System.Text.Json.JsonSerializerOptions options) => throw new NotSupportedException();
    }
}

[Validated]
public sealed partial class Told : IJsonOnDeserialized
{
    public string? Name { get; set; }

    public void OnDeserialized() => Name += "!";
}

[Validated]
[JsonDerivedType(typeof(SpecialKind), "special")]
public partial class Kind
{
    public string? Name { get; set; }
}

[Validated]
public sealed partial class SpecialKind : Kind;

[Validated]
public sealed partial class Holder
{
    public Kind? Kind { get; set; }
}

[Validated]
public sealed partial class Guard
{
    public Guard(string name) => Name = name is "bad" ? throw new ArgumentException("secret words") : name;

    public string Name { get; }
}

public enum Channel
{
    Web,
    Phone,
    Shop,
}

[JsonConverter(typeof(JsonStringEnumConverter<Tone>))]
public enum Tone
{
    Plain,
    Loud,
}

[Validated]
public readonly partial record struct Size([Minimum(0)] int Width, [Minimum(0)] int Height);

[Validated]
public partial struct Spot
{
    public Spot()
    {
    }

    public int X { get; set; } = 4;

    public string? Name { get; set; }
}

/// <summary>Holds what is read in many ways.</summary>
[Validated]
public sealed partial class Loose
{
    public System.Text.Json.JsonElement Any { get; set; }

    public string? Name { get; set; }
}

/// <summary>The parameter promises a value, the property does not.</summary>
[Validated]
public sealed partial class Promised
{
    public Promised(string name) => Name = name;

    public string? Name { get; }
}

[Validated]
public sealed partial class Forbidden
{
    [System.Diagnostics.CodeAnalysis.DisallowNull]
    public string? Name { get; set; }
}

/// <summary>Its accessor has a body, though the compiler keeps the value.</summary>
[Validated]
public sealed partial class Defaulting
{
    public string? Name { get; init => field = value ?? "none"; }

    public string? Other { get; set; }
}

[Validated]
public sealed partial class Crossed
{
    public string? A { get; set; }

    public string? B { get; set; }
}

[JsonSerializable(typeof(Plain))]
public sealed partial class PlainJson : JsonSerializerContext;
