using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Validation.Tests.Schema;

/// <summary>
/// JSON Schema 2020-12 as its text says it, over a document, with no thought of speed: the model that the real one is compared
/// with. It knows the keywords that <see cref="SchemaGenerator"/> makes.
/// </summary>
internal sealed class NaiveSchema(JsonElement root)
{
    public bool IsValid(JsonElement instance) => Apply(root, instance, []);

    /// <summary>Applies a schema, and adds what it evaluates (names, or indexes as text) where it passes.</summary>
    private bool Apply(JsonElement schema, JsonElement instance, HashSet<string> evaluated)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return schema.ValueKind == JsonValueKind.True;
        var own = new HashSet<string>();
        foreach (var keyword in schema.EnumerateObject().Where(keyword => !keyword.Name.StartsWith("unevaluated", StringComparison.Ordinal)))
        {
            if (!ApplyKeyword(schema, keyword.Name, keyword.Value, instance, own))
                return false;
        }
        if (schema.TryGetProperty("unevaluatedProperties", out var properties) && instance.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in instance.EnumerateObject().Where(member => !own.Contains(member.Name)))
            {
                if (!Apply(properties, member.Value, []))
                    return false;
            }
            own.UnionWith(instance.EnumerateObject().Select(member => member.Name));
        }
        if (schema.TryGetProperty("unevaluatedItems", out var items) && instance.ValueKind == JsonValueKind.Array)
        {
            for (var i = 0; i < instance.GetArrayLength(); i++)
            {
                if (!own.Contains(Index(i)) && !Apply(items, instance[i], []))
                    return false;
                own.Add(Index(i));
            }
        }
        evaluated.UnionWith(own);
        return true;
    }

    private bool ApplyKeyword(JsonElement schema, string keyword, JsonElement value, JsonElement instance, HashSet<string> own)
    {
        switch (keyword)
        {
            case "$ref":
                return Apply(root.GetProperty("$defs").GetProperty(value.GetString()!.Split('/')[^1]), instance, own);
            case "type":
                return value.ValueKind == JsonValueKind.String ? IsType(value.GetString()!, instance) : value.EnumerateArray().Any(each => IsType(each.GetString()!, instance));
            case "enum":
                return value.EnumerateArray().Any(each => AreEqual(each, instance));
            case "const":
                return AreEqual(value, instance);
            case "allOf":
                return value.EnumerateArray().All(each => Apply(each, instance, own));
            case "anyOf":
                // Each of them, because what the later ones evaluate counts too.
                return value.EnumerateArray().Select(each => Apply(each, instance, own)).ToList().Contains(true);
            case "oneOf":
                return value.EnumerateArray().Count(each => Apply(each, instance, own)) == 1;
            case "not":
                return !Apply(value, instance, []);
            case "if":
                var branch = Apply(value, instance, own) ? "then" : "else";
                return !schema.TryGetProperty(branch, out var next) || Apply(next, instance, own);
        }
        return instance.ValueKind switch
        {
            JsonValueKind.Number => ApplyToNumber(keyword, value, Rational.Of(instance)),
            JsonValueKind.String => ApplyToString(keyword, value, instance.GetString()!),
            JsonValueKind.Object => ApplyToObject(schema, keyword, value, instance, own),
            JsonValueKind.Array => ApplyToArray(schema, keyword, value, instance, own),
            _ => true,
        };
    }

    private static bool ApplyToNumber(string keyword, JsonElement value, Rational number) => keyword switch
    {
        "minimum" => number.CompareTo(Rational.Of(value)) >= 0,
        "maximum" => number.CompareTo(Rational.Of(value)) <= 0,
        "exclusiveMinimum" => number.CompareTo(Rational.Of(value)) > 0,
        "exclusiveMaximum" => number.CompareTo(Rational.Of(value)) < 0,
        "multipleOf" => number.IsMultipleOf(Rational.Of(value)),
        _ => true,
    };

    private static bool ApplyToString(string keyword, JsonElement value, string text) => keyword switch
    {
        "minLength" => text.EnumerateRunes().Count() >= value.GetDouble(),
        "maxLength" => text.EnumerateRunes().Count() <= value.GetDouble(),
        "pattern" => Regex.IsMatch(text, value.GetString()!),
        _ => true,
    };

    private bool ApplyToObject(JsonElement schema, string keyword, JsonElement value, JsonElement instance, HashSet<string> own)
    {
        switch (keyword)
        {
            case "required":
                return value.EnumerateArray().All(name => instance.TryGetProperty(name.GetString()!, out _));
            case "minProperties":
                return instance.EnumerateObject().Count() >= value.GetDouble();
            case "maxProperties":
                return instance.EnumerateObject().Count() <= value.GetDouble();
            case "propertyNames":
                return instance.EnumerateObject().All(member => Apply(value, JsonSerializer.SerializeToElement(member.Name), []));
            case "dependentRequired":
                return value.EnumerateObject().Where(each => instance.TryGetProperty(each.Name, out _))
                    .All(each => each.Value.EnumerateArray().All(name => instance.TryGetProperty(name.GetString()!, out _)));
            case "dependentSchemas":
                return value.EnumerateObject().Where(each => instance.TryGetProperty(each.Name, out _)).All(each => Apply(each.Value, instance, own));
            case "properties":
                return ApplyToMembers(instance, own, member => value.TryGetProperty(member, out var known) ? [known] : []);
            case "patternProperties":
                return ApplyToMembers(instance, own, member => value.EnumerateObject().Where(each => Regex.IsMatch(member, each.Name)).Select(each => each.Value));
            case "additionalProperties":
                return ApplyToMembers(instance, own, member => IsKnown(schema, member) ? [] : [value]);
            default:
                return true;
        }
    }

    private bool ApplyToMembers(JsonElement instance, HashSet<string> own, Func<string, IEnumerable<JsonElement>> schemas)
    {
        foreach (var member in instance.EnumerateObject())
        {
            foreach (var schema in schemas(member.Name))
            {
                if (!Apply(schema, member.Value, []))
                    return false;
                own.Add(member.Name);
            }
        }
        return true;
    }

    private static bool IsKnown(JsonElement schema, string member) =>
        (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member, out _))
        || (schema.TryGetProperty("patternProperties", out var patterns) && patterns.EnumerateObject().Any(each => Regex.IsMatch(member, each.Name)));

    private bool ApplyToArray(JsonElement schema, string keyword, JsonElement value, JsonElement instance, HashSet<string> own)
    {
        var items = instance.EnumerateArray().ToList();
        switch (keyword)
        {
            case "minItems":
                return items.Count >= value.GetDouble();
            case "maxItems":
                return items.Count <= value.GetDouble();
            case "uniqueItems":
                return value.ValueKind == JsonValueKind.False || !items.Where((item, i) => items.Take(i).Any(earlier => AreEqual(earlier, item))).Any();
            case "prefixItems":
                for (var i = 0; i < Math.Min(items.Count, value.GetArrayLength()); i++)
                {
                    if (!Apply(value[i], items[i], []))
                        return false;
                    own.Add(Index(i));
                }
                return true;
            case "items":
                for (var i = schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0; i < items.Count; i++)
                {
                    if (!Apply(value, items[i], []))
                        return false;
                    own.Add(Index(i));
                }
                return true;
            case "contains":
                var matching = Enumerable.Range(0, items.Count).Where(i => Apply(value, items[i], [])).ToList();
                own.UnionWith(matching.Select(Index));
                return matching.Count >= (schema.TryGetProperty("minContains", out var least) ? least.GetDouble() : 1)
                    && matching.Count <= (schema.TryGetProperty("maxContains", out var most) ? most.GetDouble() : double.MaxValue);
            default:
                return true;
        }
    }

    private static string Index(int i) => i.ToString(CultureInfo.InvariantCulture);

    private static bool IsType(string type, JsonElement instance) => type switch
    {
        "null" => instance.ValueKind == JsonValueKind.Null,
        "boolean" => instance.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => instance.ValueKind == JsonValueKind.Number,
        "integer" => instance.ValueKind == JsonValueKind.Number && Rational.Of(instance).IsMultipleOf(new Rational(1, 1)),
        "string" => instance.ValueKind == JsonValueKind.String,
        "object" => instance.ValueKind == JsonValueKind.Object,
        _ => instance.ValueKind == JsonValueKind.Array,
    };

    private static bool AreEqual(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
            return false;
        return left.ValueKind switch
        {
            JsonValueKind.Number => Rational.Of(left).CompareTo(Rational.Of(right)) == 0,
            JsonValueKind.String => left.GetString() == right.GetString(),
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().Zip(right.EnumerateArray(), AreEqual).All(same => same),
            JsonValueKind.Object => left.EnumerateObject().Count() == right.EnumerateObject().Count()
                && left.EnumerateObject().All(member => right.TryGetProperty(member.Name, out var other) && AreEqual(member.Value, other)),
            _ => true,
        };
    }

    /// <summary>An exact fraction.</summary>
    internal readonly record struct Rational(BigInteger Numerator, BigInteger Denominator) : IComparable<Rational>
    {
        public static Rational Of(JsonElement number) => Of(number.GetRawText());

        public static Rational Of(string text)
        {
            var parts = text.Split('e', 'E');
            var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
            var digits = parts[0].Split('.');
            if (digits.Length > 1)
                exponent -= digits[1].Length;
            var whole = BigInteger.Parse(string.Concat(digits), CultureInfo.InvariantCulture);
            return exponent >= 0 ? new Rational(whole * BigInteger.Pow(10, exponent), 1) : new Rational(whole, BigInteger.Pow(10, -exponent));
        }

        public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

        public bool IsMultipleOf(Rational divisor) => (Numerator * divisor.Denominator % (divisor.Numerator * Denominator)).IsZero;

        public override string ToString() => $"{Numerator}/{Denominator}";
    }
}
