using System.Text;
using System.Text.Json;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Schema;

public sealed class SchemaConcurrencyTests
{
    [Fact]
    public async Task One_compiled_schema_gives_right_answers_on_many_threads_at_once()
    {
        var generator = new SchemaGenerator(42);
        var schema = JsonSchema.Compile("""{"properties":{"a":{"type":["integer","string"],"pattern":"^(?:a|ab|b{2,80}|\\b[0-9])*$"}},"items":{"$ref":"#"},"uniqueItems":true,"unevaluatedProperties":{"not":{"type":"boolean"}}}""");
        var instances = Enumerable.Range(0, 200).Select(_ => JsonSerializer.SerializeToUtf8Bytes(generator.Instance())).ToArray();
        var expected = instances.Select(instance => schema.Validate(instance).ToString()).ToArray();

        await Parallel.ForAsync(0, 8, TestContext.Current.CancellationToken, (worker, _) =>
        {
            for (var round = 0; round < 2_000; round++)
            {
                var i = (round * (worker + 1)) % instances.Length;
                Assert.Equal(expected[i] == "valid", schema.IsValid(instances[i]));
                if (round % 10 == 0)
                    Assert.Equal(expected[i], schema.Validate(instances[i]).ToString());
            }
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void A_sink_may_validate_while_it_is_called()
    {
        var schema = JsonSchema.Compile("""{"items":{"type":"null"}}""");
        var sink = new NestingSink(schema);

        schema.Validate("[1,2]"u8, sink);

        Assert.Equal(["/0 TYPE_MISMATCH", "/1 TYPE_MISMATCH"], sink.Seen);
    }

    private sealed class NestingSink(JsonSchema schema) : IValidationSink
    {
        public List<string> Seen { get; } = [];

        public bool Add(in ValidationFailure failure)
        {
            Assert.Equal(3, schema.Validate(Encoding.UTF8.GetBytes("[true,false,\"\"]")).Failures.Count);
            Seen.Add($"{failure.InstancePointer} {failure.Code}");
            return true;
        }
    }
}
