using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using Platform.Testing;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

/// <summary>Made-up schemas on made-up instances: the compiled schema against the naive one.</summary>
public sealed class DifferentialTests
{
    private static readonly int[] Soak = [.. Enumerable.Range(0, SoakLength.Of(3_000, 300_000))];

    [Property(MaxTest = 1_000)]
    public void A_compiled_schema_and_the_naive_one_agree(DoNotSize<int> seed) => Compare(seed.Item);

    [Fact, Soak]
    public void They_agree_on_every_seed_of_a_long_row()
    {
        foreach (var seed in Soak)
            Compare(seed);
    }

    private static void Compare(int seed)
    {
        var generator = new SchemaGenerator(seed);
        var schemaText = generator.Document().ToJsonString();
        var schema = JsonSchema.Compile(schemaText);
        using var document = JsonDocument.Parse(schemaText);
        var naive = new NaiveSchema(document.RootElement);
        for (var i = 0; i < 8; i++)
        {
            var instance = JsonSerializer.SerializeToUtf8Bytes(generator.Instance());
            using var parsed = JsonDocument.Parse(instance);
            var expected = naive.IsValid(parsed.RootElement);
            var all = schema.Validate(instance);
            var first = schema.Validate(instance, SchemaDetail.FirstFailure);

            Assert.True(expected == schema.IsValid(instance), $"seed {seed}: expected {expected} for {parsed.RootElement} under {schemaText}");
            Assert.True(expected == all.IsValid && expected == first.IsValid, $"seed {seed}: expected {expected}, described as {all} for {parsed.RootElement} under {schemaText}");
            Assert.True(expected || first.Failures is [var one] && one == all.Failures[0], $"seed {seed}: {first} is not the first of {all}");
        }
    }
}
