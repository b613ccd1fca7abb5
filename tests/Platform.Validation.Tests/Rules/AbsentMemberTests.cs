using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Validation.Rules;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Rules;

/// <summary>A schema asks for a member exactly where the rules refuse what the object holds without it.</summary>
public sealed class AbsentMemberTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Whatever_is_left_out_of_an_object_its_schema_and_its_rules_agree()
    {
        Agree<Defaulted>("""
            {"title":"t","empty":"e","mute":"m","nothing":"n","items":["i"],"free":[],"names":{"n":1},"asked":"a","built":"b","inner":{"name":"n"}}
            """, ["empty", "nothing", "items", "names", "asked"]);
        Agree<Placed>("""{"name":"n","colour":"c","shade":"s","ink":"i","twice":"t","same":"s"}""", ["name", "ink"]);
        Agree<Held>("""{"title":"t","note":"n","other":"o","pair":"p"}""", ["title"]);
        Agree<Marked>("""{"title":"t","note":"n"}""", ["title"]);
        Agree<Valued>("""{"text":"t","number":1}""", ["text"]);
    }

    private static void Agree<T>(string full, string[] required)
        where T : IValidated<T>
    {
        var text = T.Validator.ToJsonSchema();
        var schema = JsonSchema.Compile(text);
        var name = (string)JsonNode.Parse(text)!["$ref"]!;
        var needed = JsonNode.Parse(text)!["$defs"]![name["#/$defs/".Length..]]!["required"]!.AsArray().Select(each => (string)each!);
        Assert.Equal(required.Order(StringComparer.Ordinal), needed.Order(StringComparer.Ordinal));

        var members = JsonNode.Parse(full)!.AsObject().Select(member => member.Key).ToArray();
        for (var subset = 0; subset < 1 << members.Length; subset++)
        {
            var sent = JsonNode.Parse(full)!.AsObject();
            for (var i = 0; i < members.Length; i++)
            {
                if ((subset & (1 << i)) != 0)
                    sent.Remove(members[i]);
            }
            var bytes = JsonSerializer.SerializeToUtf8Bytes(sent);
            Assert.True(IsLetIn<T>(bytes) == schema.IsValid(bytes), $"{sent}\n{schema.Validate(bytes)}");
        }
    }

    private static bool IsLetIn<T>(byte[] bytes)
        where T : IValidated<T>
    {
        try
        {
            return T.Validator.IsValid(JsonSerializer.Deserialize<T>(bytes, Web)!);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>Values of its own, as initializers and constructors give them.</summary>
[Validated]
public sealed partial class Defaulted
{
    public Defaulted()
    {
        Built = "built";
    }

    public string Title { get; set; } = "untitled";

    [TextLength(1, 9)]
    public string Empty { get; set; } = "";

    public string Mute { get; set; } = string.Empty;

    public string Nothing { get; set; } = null!;

    [ItemCount(1, 3)]
    public List<string> Items { get; set; } = [];

    public List<string> Free { get; set; } = new();

    [NotEmpty]
    public Dictionary<string, int> Names { get; set; } = new Dictionary<string, int>();

    public required string Asked { get; set; }

    public string Built { get; set; }

    public Leaf Inner { get; set; } = new("a");
}

[Validated]
public sealed partial record Placed(string Name, string Colour = "red", string Shade = "", [NotEmpty] string Ink = "")
{
    public string Twice { get; init; } = Name + Name;

    public string Same { get; init; } = Colour;
}

[Validated]
public sealed partial class Held
{
    public Held(string title, string? note, string other = "other")
    {
        Title = title;
        Note = note ?? "none";
        (Other, Pair) = (other, "pair");
    }

    public string Title { get; }

    public string Note { get; }

    public string Other { get; }

    public string Pair { get; set; }
}

/// <summary>Of several constructors the marked one counts.</summary>
[Validated]
public sealed partial class Marked
{
    public Marked()
        : this("marked")
    {
    }

    [JsonConstructor]
    public Marked(string title) => Title = title;

    public string Title { get; }

    public string Note { get; set; } = "none";
}

[Validated]
public partial struct Valued
{
    public string Text { get; set; }

    public int Number { get; set; }
}
