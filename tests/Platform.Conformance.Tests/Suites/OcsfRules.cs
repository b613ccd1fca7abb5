using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Conformance.Tests.Suites;

/// <summary>Compares events with the OCSF schema as its files say it: which attributes a class and its objects have, which are required, of what type, with which values.</summary>
/// <param name="root">The folder of the schema.</param>
internal sealed class OcsfRules(string root)
{
    private readonly JsonElement _dictionary = Load(Path.Combine(root, "dictionary.json"));
    private readonly JsonElement _categories = Load(Path.Combine(root, "categories.json"));
    private readonly Dictionary<string, JsonElement> _objects = ByName(Path.Combine(root, "objects"));
    private readonly Dictionary<string, JsonElement> _classes = ByName(Path.Combine(root, "events"));

    /// <summary>Judges an event.</summary>
    /// <returns>What is wrong; <see langword="null"/> if nothing is.</returns>
    public string? Judge(JsonElement written)
    {
        var number = written.GetProperty("class_uid").GetInt64();
        var found = _classes.Values.FirstOrDefault(each => NumberOf(each) == number);
        if (found.ValueKind == JsonValueKind.Undefined)
            return $"there is no class {number}";
        if (written.GetProperty("category_uid").GetInt64() != number / 1_000)
            return $"class {number} is not of category {written.GetProperty("category_uid")}";
        if (written.GetProperty("type_uid").GetInt64() != number * 100 + written.GetProperty("activity_id").GetInt64())
            return "type_uid is not that of class and activity";
        return JudgeMembers(written, found, _classes, "");
    }

    private long NumberOf(JsonElement each)
    {
        var own = each.TryGetProperty("uid", out var uid) ? uid.GetInt64() : 0;
        var category = Chain(each, _classes).Select(static type => type.TryGetProperty("category", out var named) ? named.GetString() : null).First(static name => name is not null)!;
        return category == "other" ? own : _categories.GetProperty("attributes").GetProperty(category).GetProperty("uid").GetInt64() * 1_000 + own;
    }

    private string? JudgeMembers(JsonElement written, JsonElement type, Dictionary<string, JsonElement> types, string at)
    {
        var attributes = AttributesOf(type, types);
        foreach (var member in written.EnumerateObject())
        {
            if (!attributes.TryGetValue(member.Name, out var said))
                return $"{at}{member.Name} is no attribute of {type.GetProperty("name")}";
            if (JudgeAttribute(member.Value, member.Name, said, at + member.Name) is { } wrong)
                return wrong;
        }
        foreach (var (name, said) in attributes)
        {
            if (said.Exists(IsRequired) && !written.TryGetProperty(name, out _))
                return $"{at}{name} is required";
        }
        // A type's own constraints stand in place of those of what it extends, as an endpoint's addresses do for the name of an entity.
        foreach (var constrained in Chain(type, types).Where(static each => each.TryGetProperty("constraints", out _)).Take(1))
        {
            if (constrained.GetProperty("constraints").TryGetProperty("at_least_one", out var some) && !some.EnumerateArray().Any(name => written.TryGetProperty(name.GetString()!, out _)))
                return $"{at}: one of {some} is required";
        }
        return null;
    }

    private string? JudgeAttribute(JsonElement value, string name, List<JsonElement> said, string at)
    {
        var general = _dictionary.GetProperty("attributes").GetProperty(name);
        var type = said.Select(static each => each.TryGetProperty("type", out var own) ? own.GetString() : null).FirstOrDefault(static own => own is not null) ?? general.GetProperty("type").GetString()!;
        var isArray = general.TryGetProperty("is_array", out var array) && array.GetBoolean();
        if (isArray != (value.ValueKind == JsonValueKind.Array))
            return $"{at} is {(isArray ? "no array" : "an array")}";
        foreach (var each in isArray ? [.. value.EnumerateArray()] : (JsonElement[])[value])
        {
            if (JudgeValue(each, type, at) is { } wrong)
                return wrong;
            var enums = said.Append(general).Where(static one => one.TryGetProperty("enum", out _)).Select(static one => one.GetProperty("enum")).ToList();
            // What categories and classes there are other files say; both were compared above.
            if (name is not ("category_uid" or "class_uid") && enums is not [] && !enums.Exists(one => one.TryGetProperty(each.ToString(), out _)))
                return $"{at} has no value {each}";
        }
        return null;
    }

    private string? JudgeValue(JsonElement value, string type, string at)
    {
        // "object" is free of form: the schema has a class of that name, without attributes.
        if (type == "object")
            return value.ValueKind == JsonValueKind.Object ? null : $"{at} is no object";
        if (_objects.TryGetValue(type, out var known))
            return value.ValueKind == JsonValueKind.Object ? JudgeMembers(value, known, _objects, at + ".") : $"{at} is no object";
        var simple = _dictionary.GetProperty("types").GetProperty("attributes").GetProperty(type);
        var kind = simple.TryGetProperty("type", out var basis) ? basis.GetString()! : type;
        var isRight = kind switch
        {
            "string_t" => value.ValueKind == JsonValueKind.String,
            "integer_t" or "long_t" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean_t" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => throw new FormatException($"Nobody knows the type {kind}."),
        };
        if (!isRight)
            return $"{at} is no {type}";
        if (type == "ip_t" && !IPAddress.TryParse(value.GetString(), out _))
            return $"{at} is no address";
        if (type != "ip_t" && simple.TryGetProperty("regex", out var regex) && !Regex.IsMatch(value.GetString()!, regex.GetString()!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            return $"{at} does not look like {type}";
        return simple.TryGetProperty("max_len", out var most) && value.GetString()!.Length > most.GetInt32() ? string.Create(CultureInfo.InvariantCulture, $"{at} is longer than {most}") : null;
    }

    /// <summary>All attributes of a type, with everything that is said of each, from the type itself to what it extends. Those of profiles are allowed, and not required.</summary>
    private static Dictionary<string, List<JsonElement>> AttributesOf(JsonElement type, Dictionary<string, JsonElement> types)
    {
        Dictionary<string, List<JsonElement>> all = [];
        foreach (var each in Chain(type, types))
        {
            foreach (var attribute in each.GetProperty("attributes").EnumerateObject())
            {
                if (attribute.Name != "$include")
                    Add(attribute.Name, attribute.Value);
            }
        }
        return all;

        void Add(string name, JsonElement said)
        {
            if (!all.TryGetValue(name, out var list))
                all.Add(name, list = []);
            list.Add(said);
        }
    }

    private static IEnumerable<JsonElement> Chain(JsonElement type, Dictionary<string, JsonElement> types)
    {
        for (JsonElement? each = type; each is { } current;)
        {
            yield return current;
            each = current.TryGetProperty("extends", out var parent) && parent.GetString() is { } name && types.TryGetValue(name, out var next) && name != current.GetProperty("name").GetString() ? next : null;
        }
    }

    private static bool IsRequired(JsonElement said) => said.ValueKind == JsonValueKind.Object && said.TryGetProperty("requirement", out var requirement) && requirement.GetString() == "required";

    private static Dictionary<string, JsonElement> ByName(string folder)
    {
        Dictionary<string, JsonElement> all = [];
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
        {
            var loaded = Load(file);
            all[loaded.TryGetProperty("name", out var name) ? name.GetString()! : Path.GetFileNameWithoutExtension(file)] = loaded;
        }
        return all;
    }

    private static JsonElement Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
