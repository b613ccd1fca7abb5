using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Webhooks.Catalog;

/// <summary>
/// What of a schema was taken back. Whoever receives has relied on all that was promised: that a member is there, is of these types, has one of these values.
/// New members are no breach, since
/// receivers leave alone what they do not know. Pure.
/// </summary>
internal static class SchemaChanges
{
    /// <summary>Schemas can be deeper than any payload should be; what repeats itself is looked at once.</summary>
    private const int Deepest = 64;

    /// <summary>Members of a schema that only describe.</summary>
    private static readonly string[] Describing = ["title", "description", "default", "examples", "example", "deprecated", "$comment", "$schema", "$id"];

    private static readonly string[] Judged = ["type", "properties", "required", "items", "additionalProperties", "enum", "$ref"];

    /// <param name="before">The schema as it was.</param>
    /// <param name="now">The schema as it is.</param>
    /// <returns>What breaks, each with where it stands.</returns>
    public static IEnumerable<string> Breaking(JsonNode before, JsonNode now) => Breaking(before, now, before, now, "the payload", []);

    private static IEnumerable<string> Breaking(JsonNode before, JsonNode now, JsonNode beforeRoot, JsonNode nowRoot, string where, HashSet<(string, string)> seen)
    {
        (before, now) = (Resolved(before, beforeRoot), Resolved(now, nowRoot));
        if (!seen.Add((before.GetPath(), now.GetPath())) || seen.Count > Deepest * Deepest)
            yield break;
        // True, which allows everything, cannot be narrowed to a breach.
        if (before is not JsonObject old || IsAnything(old))
            yield break;
        if (now is not JsonObject recent || IsAnything(recent))
        {
            yield return $"{where} can be anything now.";
            yield break;
        }
        var types = Types(recent).Except(Types(old), StringComparer.Ordinal)
            .Where(type => type != "integer" || !Types(old).Contains("number", StringComparer.Ordinal)).ToList();
        if (Types(old).Any() && (types.Count > 0 || !Types(recent).Any()))
            yield return $"{where} can be {(types.Count > 0 ? string.Join(" or ", types) : "of any type")} now, which it could not.";
        if (old["enum"] is JsonArray allowed && NewValues(allowed, recent["enum"] as JsonArray) is { } values)
            yield return $"{where} can be {values} now, which it could not.";
        foreach (var each in Differing(old, recent))
            yield return $"{where}: {each} is another.";
        foreach (var change in Members(old, recent, beforeRoot, nowRoot, where, seen))
            yield return change;
        foreach (var (part, name) in ((string, string)[])[("items", "an element of"), ("additionalProperties", "a value of")])
        {
            // Neither "anything" nor "nothing more" is a promise that could be taken back.
            if (old[part] is not JsonObject one)
                continue;
            if (recent[part] is not { } other)
            {
                yield return $"{name} {where} can be anything now.";
                continue;
            }
            foreach (var change in Breaking(one, other, beforeRoot, nowRoot, $"{name} {where}", seen))
                yield return change;
        }
    }

    private static IEnumerable<string> Members(JsonObject old, JsonObject recent, JsonNode beforeRoot, JsonNode nowRoot, string where, HashSet<(string, string)> seen)
    {
        if (old["properties"] is not JsonObject members)
            yield break;
        var required = Names(recent).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, schema) in members)
        {
            if (recent["properties"]?[name] is not { } now)
            {
                yield return $"{where} has no member \"{name}\" any more.";
                continue;
            }
            if (Names(old).Contains(name, StringComparer.Ordinal) && !required.Contains(name))
                yield return $"{where} need not have the member \"{name}\" any more.";
            foreach (var change in Breaking(schema!, now, beforeRoot, nowRoot, $"member \"{name}\" of {where}", seen))
                yield return change;
        }

        static IEnumerable<string> Names(JsonObject schema) => (schema["required"] as JsonArray ?? []).Select(static name => (string)name!);
    }

    /// <summary>What is judged by nothing finer than whether it is the same: a pattern, a format, anyOf.</summary>
    private static IEnumerable<string> Differing(JsonObject old, JsonObject recent) => old
        .Where(each => !Judged.Contains(each.Key, StringComparer.Ordinal) && !Describing.Contains(each.Key, StringComparer.Ordinal)
            && !JsonNode.DeepEquals(each.Value, recent[each.Key]))
        .Select(static each => each.Key);

    private static string? NewValues(JsonArray allowed, JsonArray? now)
    {
        if (now is null)
            return "any value";
        var added = now.Where(value => !allowed.Any(each => JsonNode.DeepEquals(each, value))).Select(static value => value?.ToJsonString() ?? "null").ToList();
        return added is [] ? null : string.Join(" or ", added);
    }

    private static IEnumerable<string> Types(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => several.Select(static type => (string)type!),
        { } one => [(string)one!],
        null => [],
    };

    private static bool IsAnything(JsonObject schema) => schema.All(static each => Describing.Contains(each.Key, StringComparer.Ordinal));

    /// <summary>References of the exporter point into the schema itself: <c>#/properties/next</c>.</summary>
    private static JsonNode Resolved(JsonNode schema, JsonNode root)
    {
        for (var steps = 0; steps < Deepest && schema is JsonObject each && each["$ref"] is { } reference; steps++)
        {
            var at = root;
            foreach (var part in ((string)reference!).Split('/').Skip(1).Select(static part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
                at = (at is JsonArray array ? array[int.Parse(part, CultureInfo.InvariantCulture)] : at[part]) ?? root;
            schema = at;
        }
        return schema;
    }
}
