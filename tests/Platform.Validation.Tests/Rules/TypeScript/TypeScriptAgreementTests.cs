using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck.Fluent;

namespace Platform.Validation.Tests.Rules.TypeScript;

/// <summary>The rules of a type and the TypeScript that is made of them say the same of generated values, as far as a type can say it.</summary>
public sealed partial class TypeScriptAgreementTests
{
    /// <summary>Of which a type can say something.</summary>
    private const int Members = 9;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task The_compiler_refuses_generated_values_where_the_rules_do_for_what_a_type_can_say()
    {
        var values = RuleSchemaTests.Values.Generator.Sample(400).Select(static (value, index) => Mended(value, but: index % (Members + 1)))
            .Select(static value => (Value: value, Json: JsonSerializer.Serialize(value, Web))).ToList();
        var use = new StringBuilder("import type { Portable } from \"./module\";\n");
        for (var i = 0; i < values.Count; i++)
            use.Append(CultureInfo.InvariantCulture, $"export const v{i}: Portable = {values[i].Json};\n");

        var told = await Compiler.CompileAsync(Portable.Validator.ToTypeScript(), use.ToString(), TestContext.Current.CancellationToken);

        var refused = Place().Matches(told).Select(static match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 2).ToHashSet();
        for (var i = 0; i < values.Count; i++)
        {
            using var json = JsonDocument.Parse(values[i].Json);
            var expected = Portable.Validator.Validate(values[i].Value).Failures.Any(failure => IsOfType(failure, json.RootElement));
            Assert.True(expected == refused.Contains(i), $"{values[i].Json}\n{Portable.Validator.Validate(values[i].Value)}\n{told}");
        }
        Assert.InRange(refused.Count, 1, values.Count - 1);
    }

    /// <summary>Generated values break many rules at once: of these all members but one are mended, or all.</summary>
    private static Portable Mended(Portable value, int but)
    {
        Action[] mend =
        [
            () => value.Title = "ab", () => value.Needed = "x", () => value.Ink = "x", () => value.Colour = "red", () => value.Choice = 1,
            () => value.Tags = ["a", "b"], () => value.Leaf = null, () => value.Leaves = [new Leaf("a")], () => value.ByName = [],
        ];
        Assert.Equal(Members, mend.Length);
        for (var i = 0; i < mend.Length; i++)
        {
            if (i != but)
                mend[i]();
        }
        return value;
    }

    /// <summary>A type knows literals, and that something is not null.</summary>
    private static bool IsOfType(ValidationFailure failure, JsonElement root) =>
        failure.Code == ValidationCodes.EnumMismatch || (failure.Code == ValidationCodes.ValueRequired && At(root, failure.InstancePointer).ValueKind == JsonValueKind.Null);

    private static JsonElement At(JsonElement element, string pointer)
    {
        foreach (var name in pointer.Split('/').Skip(1))
            element = element.ValueKind == JsonValueKind.Array ? element[int.Parse(name, CultureInfo.InvariantCulture)] : element.GetProperty(name);
        return element;
    }

    [GeneratedRegex(@"^use\.ts\((\d+),", RegexOptions.Multiline)]
    private static partial Regex Place();
}
