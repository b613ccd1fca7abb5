using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Validation.Rules;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Rules.WireForms;

/// <summary>Enumerations and derived types: their rules and the schema that is made of them say the same of what the serializer writes.</summary>
public sealed class WireFormTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static readonly JsonSerializerOptions Names = new(Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) } };

    private static readonly JsonSchema ChosenSchema = JsonSchema.Compile(Chosen.Validator.ToJsonSchema());

    private static readonly JsonSchema StableSchema = JsonSchema.Compile(Stable.Validator.ToJsonSchema());

    public static Arbitrary<Chosen> Choices { get; } = Arb.From(
        from numbers in Gen.ArrayOf(Gen.Choose(-1, 4), 6)
        select new Chosen
        {
            Named = (Named)numbers[0],
            MaybeNamed = numbers[1] < 0 ? null : (Named)numbers[1],
            OneNamed = (Named)numbers[2],
            Numbered = (Numbered)numbers[3],
            MaybeNumbered = numbers[4] < 0 ? null : (Numbered)numbers[4],
            NotOne = (Numbered)numbers[5],
            NotNamed = (Named)numbers[0],
            Word = numbers[1] == 0 ? "no" : "yes",
            Several = [.. numbers.Take(2).Select(number => (Named)number)],
        });

    public static Arbitrary<Stable> Animals { get; } = Arb.From(
        from names in Gen.Elements("", "Mia", "a name that is too long").ListOf()
        from lives in Gen.Choose(-1, 11)
        from kinds in Gen.Choose(0, 3).ArrayOf()
        select new Stable
        {
            Animals = [.. names.Zip(kinds.Concat(Enumerable.Repeat(0, 100)), (name, kind) => (Animal)(kind switch
            {
                0 => new Cat { Name = name, Lives = lives },
                1 => new Dog { Name = name, Trick = name.Length == 0 ? null : name },
                2 => new Puppy { Name = name, Trick = "sits", Weeks = lives },
                _ => new Fish { Name = name },
            }))],
            Favourite = lives % 2 == 0 ? null : new Thing { Size = lives },
            Other = lives % 3 == 0 ? new LargeThing { Size = lives, Weight = lives } : new Thing { Size = lives },
        });

    [Property(MaxTest = 2_000)]
    public Property Enumerations_are_said_exactly() => Prop.ForAll(Choices, value =>
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Web);
        Assert.True(Chosen.Validator.IsValid(value) == ChosenSchema.IsValid(bytes), $"{Chosen.Validator.Validate(value)}\n{ChosenSchema.Validate(bytes)}\n{System.Text.Encoding.UTF8.GetString(bytes)}");
    });

    /// <summary>Numbers as names, by an option of the serializer that nobody could know when the schema was made.</summary>
    [Property(MaxTest = 500)]
    public Property Whatever_options_make_of_an_enumeration_is_let_in_where_the_rules_let_it_in() => Prop.ForAll(Choices, value =>
    {
        if (!Chosen.Validator.IsValid(value))
            return;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new { value.Numbered, value.MaybeNumbered, value.NotOne }, Names);
        using var rest = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(value, Web));
        using var some = JsonDocument.Parse(bytes);
        var members = rest.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => some.RootElement.TryGetProperty(member.Name, out var other) ? other : member.Value);
        Assert.Equal("valid", ChosenSchema.Validate(JsonSerializer.SerializeToUtf8Bytes(members)).ToString());
    });

    [Property(MaxTest = 2_000)]
    public Property Derived_types_are_said_exactly() => Prop.ForAll(Animals, value =>
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Web);
        Assert.True(Stable.Validator.IsValid(value) == StableSchema.IsValid(bytes), $"{Stable.Validator.Validate(value)}\n{StableSchema.Validate(bytes)}\n{System.Text.Encoding.UTF8.GetString(bytes)}");
        // What is valid comes back as what it was.
        if (Stable.Validator.IsValid(value))
            Assert.Equal(value.Animals.Select(animal => animal.GetType()), JsonSerializer.Deserialize<Stable>(bytes, Web)!.Animals.Select(animal => animal.GetType()));
    });

    [Theory]
    [InlineData("""{"animals":[{"name":"Mia","lives":3}]}""", "PROPERTY_MISSING", "/animals/0")]
    [InlineData("""{"animals":[{"kind":"cow","name":"Mia"}]}""", "ENUM_MISMATCH", "/animals/0/kind")]
    [InlineData("""{"animals":[{"kind":"cat","name":"Mia","lives":99}]}""", "NUMBER_TOO_LARGE", "/animals/0/lives")]
    [InlineData("""{"animals":[{"kind":"puppy","name":"Mia","weeks":99}]}""", "NUMBER_TOO_LARGE", "/animals/0/weeks")]
    [InlineData("""{"other":{"$type":7,"size":1,"weight":-1}}""", "NUMBER_TOO_SMALL", "/other/weight")]
    [InlineData("""{"other":{"$type":8,"size":1}}""", "ENUM_MISMATCH", "/other/$type")]
    public void What_is_wrong_with_a_derived_type_is_said_where_it_is(string json, string code, string pointer)
    {
        var failure = Assert.Single(StableSchema.Validate(System.Text.Encoding.UTF8.GetBytes(json)).Failures);
        Assert.Equal((code, pointer), (failure.Code, failure.InstancePointer));
    }

    [Fact]
    public void A_derived_type_by_itself_is_a_schema_too()
    {
        var puppy = JsonSchema.Compile(Puppy.Validator.ToJsonSchema());
        Assert.True(puppy.IsValid("""{"name":"Mia","weeks":2}"""u8));
        Assert.False(puppy.IsValid("""{"name":"Mia","weeks":-2}"""u8));
        Assert.False(puppy.IsValid("""{"weeks":2}"""u8));
    }

    [Fact]
    public void TypeScript_has_unions_of_both()
    {
        var module = Stable.Validator.ToTypeScript();
        Assert.Contains("export type Animal = ({ kind: \"cat\" } & Cat) | ({ kind: \"dog\" } & Dog) | ({ kind: \"puppy\" } & Puppy) | ({ kind: \"fish\" } & Animal_Declared);", module, StringComparison.Ordinal);
        Assert.Contains("export interface Cat extends Animal_Declared {", module, StringComparison.Ordinal);
        Assert.Contains("export type Thing = ({ $type: 7 } & LargeThing) | Thing_Declared;", module, StringComparison.Ordinal);
        Assert.Contains("  named?: \"First\" | \"zwei\";", Chosen.Validator.ToTypeScript(), StringComparison.Ordinal);
        Assert.Contains("  numbered?: string | 0 | 1 | 3;", Chosen.Validator.ToTypeScript(), StringComparison.Ordinal);
    }
}

[JsonConverter(typeof(JsonStringEnumConverter<Named>))]
public enum Named
{
    First,

    [JsonStringEnumMemberName("zwei")]
    Second,
}

public enum Numbered
{
    None,
    One,
    Three = 3,
}

[Validated]
public sealed partial class Chosen
{
    [Defined]
    public Named Named { get; set; }

    [Defined]
    public Named? MaybeNamed { get; set; }

    [OneOf(Named.Second)]
    public Named OneNamed { get; set; }

    [System.ComponentModel.DataAnnotations.EnumDataType(typeof(Numbered))]
    public Numbered Numbered { get; set; }

    [System.ComponentModel.DataAnnotations.AllowedValues(Numbered.One, null)]
    public Numbered? MaybeNumbered { get; set; }

    [System.ComponentModel.DataAnnotations.DeniedValues(Numbered.One)]
    public Numbered NotOne { get; set; }

    [System.ComponentModel.DataAnnotations.DeniedValues(Named.First)]
    public Named NotNamed { get; set; }

    [System.ComponentModel.DataAnnotations.DeniedValues("no")]
    public string? Word { get; set; }

    [Defined(Each = true)]
    public List<Named> Several { get; set; } = [];
}

[Validated]
public sealed partial class Stable
{
    public List<Animal> Animals { get; set; } = [];

    public Thing? Favourite { get; set; }

    public Thing Other { get; set; } = new();
}

[Validated]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Cat), "cat"), JsonDerivedType(typeof(Dog), "dog"), JsonDerivedType(typeof(Puppy), "puppy"), JsonDerivedType(typeof(Fish), "fish")]
public abstract partial class Animal
{
    [TextLength(1, 8)]
    public required string Name { get; set; }
}

[Validated]
public sealed partial class Cat : Animal
{
    [System.ComponentModel.DataAnnotations.Range(1, 9)]
    public int Lives { get; set; }
}

[Validated]
public partial class Dog : Animal
{
    [TextLength(1, 8)]
    public string? Trick { get; set; }
}

[Validated]
public sealed partial class Puppy : Dog
{
    [System.ComponentModel.DataAnnotations.Range(0, 10)]
    public int Weeks { get; set; }
}

/// <summary>Has no rules but those of its base.</summary>
public sealed class Fish : Animal;

[Validated]
[JsonDerivedType(typeof(LargeThing), 7)]
public partial class Thing
{
    [Minimum(0)]
    public int Size { get; set; }
}

[Validated]
public sealed partial class LargeThing : Thing
{
    [Minimum(1)]
    public int Weight { get; set; }
}
