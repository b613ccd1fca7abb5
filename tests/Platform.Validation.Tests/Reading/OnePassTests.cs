using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FsCheck.Xunit;
using Platform.Validation.Reading;
using Platform.Validation.Schema;

namespace Platform.Validation.Tests.Reading;

/// <summary>Bytes that are judged while they are bound: the answer is that of judging, then binding, or there is none.</summary>
public sealed class OnePassTests
{
    private const int Depth = 12;

    private const string Signs = "{}[]\",:0123456789-+.eE ntfal\\u";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly JsonSerializerOptions Strict = new(Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly JsonSerializerOptions Exchanged = new(Web) { PropertyNamingPolicy = new Crossing() };

    private static readonly JsonSchema Grammar = JsonSchema.Compile("true", new JsonSchemaOptions { Limits = new SchemaLimits { MaxDepth = Depth } });

    /// <summary>Values that are written by the serializer are read in one pass, whatever is in them.</summary>
    [Property(MaxTest = 500, Arbitrary = [typeof(Orders)])]
    public void What_the_serializer_writes_is_read_as_it_reads_it(Order order)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(order, Web);

        Assert.True(new JsonReading(Web, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>(bytes), out var read));
        Same(JsonSerializer.Deserialize<Order>(bytes, Web), read);
    }

    /// <summary>A byte is changed, added, taken away or doubled: what is read in one pass is then also read in two, and comes out the same.</summary>
    [Property(MaxTest = 4_000, Arbitrary = [typeof(Orders)])]
    public void What_is_read_of_broken_bytes_is_what_two_passes_read(Order order, ushort where, byte what, byte how, bool isStrict)
    {
        var options = isStrict ? Strict : Web;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(order, Web).ToList();
        var at = where % bytes.Count;
        switch (how % 6)
        {
            case 0:
                bytes[at] = what;
                break;
            case 1:
                bytes.Insert(at, what);
                break;
            case 2:
                bytes.RemoveAt(at);
                break;
            case 3:
                // Likely still JSON: one sign of it in the place of another.
                bytes[at] = (byte)Signs[what % Signs.Length];
                break;
            case 4:
                bytes.RemoveRange(at, Math.Min(what % 24, bytes.Count - at));
                break;
            default:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(what % 48, bytes.Count - at)));
                break;
        }

        Agrees(options, [.. bytes]);
    }

    [Theory]
    [InlineData("""{"id":1,"sku":"a","id":2}""")]
    [InlineData("""{"id":1,"sku":"a","ID":2}""")]
    [InlineData("""{"id":1,"sku":"a","more":2}""")]
    [InlineData("""{"id":1,"sku":"\ud800"}""")]
    [InlineData("""{"id":1,"sk\u0075":"a"}""")]
    [InlineData("""{"id":"1","sku":"a"}""")]
    [InlineData("""{"id":1.5,"sku":"a"}""")]
    [InlineData("""{"id":99999999999,"sku":"a"}""")]
    [InlineData("""{"id":1,"sku":null}""")]
    [InlineData("""{"sku":"a"}""")]
    [InlineData("""{"id":1,"sku":"a","tags":[1]}""")]
    [InlineData("""{"id":1,"sku":"a","lines":{}}""")]
    [InlineData("""{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a","next":{"id":1,"sku":"a"}}}}}}}}}}}}}""")]
    [InlineData("""{"id":1,"sku":"a",}""")]
    [InlineData("""{"id":1,"sku":"a"}{}""")]
    [InlineData("""{"id":1,"sku":"a" /* b */}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    public void What_is_wrong_or_unusual_is_left_to_others(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.False(new JsonReading(Strict, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>(bytes), out var read), json);
        Assert.Null(read);
        Agrees(Web, bytes);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_left_to_others() =>
        Assert.False(new JsonReading(Web, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>([.. "{\"id\":1,\"sku\":\""u8, 0xFF, .. "\"}"u8]), out _));

    [Theory]
    [InlineData("""{"id":1,"sku":"a"}""", "3 EUR  0")]
    [InlineData("""{"id":1,"sku":"a","urgency":5,"currency":"USD","note":"x","colour":"red","weight":1.5}""", "5 USD x 1.5 red")]
    [InlineData("""{"id":1,"sku":"a","note":null,"colour":null,"weight":null}""", "3 EUR  0 ")]
    public void What_was_not_sent_has_the_value_that_the_serializer_gives_it(string json, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.True(new JsonReading(Web, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>(bytes), out var read));
        Same(JsonSerializer.Deserialize<Order>(bytes, Web), read);
        Assert.StartsWith(expected.TrimEnd(), FormattableString.Invariant($"{read!.Urgency} {read.Currency} {read.Note} {read.Weight ?? 0} {read.Colour}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_in_pieces_is_read_alike()
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new Order(7, "abc", "note") { Tags = ["one", null!, "two"], Lines = [new Line { Price = 1.25m }] }, Web);
        foreach (var size in (int[])[1, 3, 7, 64, bytes.Length])
        {
            var read = new JsonReading(Web, Depth).TryRead(Order.Validator, Pieces(bytes, size), out var order);
            // A name that lies in two pieces is left to others.
            if (read)
                Same(JsonSerializer.Deserialize<Order>(bytes, Web), order);
            Assert.True(read || size < bytes.Length);
        }
    }

    /// <summary>Whatever makes the serializer take a type for another thing than it declares leaves all of it to the serializer.</summary>
    [Fact]
    public void A_contract_that_is_not_as_it_is_declared_is_respected()
    {
        var bytes = new ReadOnlySequence<byte>("""{"id":1,"sku":"a"}"""u8.ToArray());
        Assert.True(new JsonReading(Web, Depth).TryRead(Order.Validator, in bytes, out _));
        JsonSerializerOptions[] others =
        [
            new(Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower },
            new(Web) { Converters = { new Shouting() } },
            new(Web) { ReferenceHandler = ReferenceHandler.Preserve },
            new(Web) { PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate },
            new(Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { static contract => contract.CreateObject = null } } },
            new(Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(static _ => { }) },
        ];
        Assert.All(others, options => Assert.False(new JsonReading(options, Depth).TryRead(Order.Validator, in bytes, out _)));
    }

    [Fact]
    public void Types_that_the_serializer_reads_in_a_way_of_their_own_are_left_to_it()
    {
        var bytes = new ReadOnlySequence<byte>("""{"name":"a"}"""u8.ToArray());
        var reading = new JsonReading(Web, Depth);

        Assert.True(reading.TryRead(Plain.Validator, in bytes, out _));
        Assert.False(reading.TryRead(Converted.Validator, in bytes, out _));
        Assert.False(reading.TryRead(Told.Validator, in bytes, out _));
        Assert.False(reading.TryRead(Kind.Validator, in bytes, out _));
        Assert.False(reading.TryRead(Loose.Validator, in bytes, out _));
        Assert.Null(Loose.Validator.Shape);
        Assert.Null(Defaulting.Validator.Shape);
        Assert.False(reading.TryRead(Holder.Validator, new ReadOnlySequence<byte>("""{"kind":{"name":"a"}}"""u8.ToArray()), out _));
    }

    [Theory]
    [InlineData("""{"x":7}""")]
    [InlineData("""{"name":"a"}""")]
    [InlineData("{}")]
    public void A_struct_is_read_as_the_serializer_reads_it(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        if (new JsonReading(Web, Depth).TryRead(Spot.Validator, new ReadOnlySequence<byte>(bytes), out var read))
            Assert.Equal(JsonSerializer.Deserialize<Spot>(bytes, Web), read);
        // What it holds by itself where nothing was sent is for a setter alone to leave.
        Assert.True(new JsonReading(Web, Depth).TryRead(Size.Validator, new ReadOnlySequence<byte>("""{"height":2}"""u8.ToArray()), out var size));
        Assert.Equal(new Size(0, 2), size);
    }

    [Theory]
    [InlineData("""{"id":1,"sku":"a","stock":{"a":1,"a":2}}""")]
    [InlineData("""{"id":1,"sku":"a","stock":{"a":1,"\u0061":2}}""")]
    [InlineData("""{"id":1,"sku":"a","stock":{"\ud800":1}}""")]
    [InlineData("""{"id":1,"sku":"a","stock":{"a":null}}""")]
    [InlineData("""{"id":1,"sku":"a","stock":[]}""")]
    [InlineData("""{"id":1,"sku":"a","channel":"Web"}""")]
    [InlineData("""{"id":1,"sku":"a","channel":null}""")]
    [InlineData("""{"id":1,"sku":"a","tone":"Shrill"}""")]
    [InlineData("""{"id":1,"sku":"a","day":"2024-02-30"}""")]
    [InlineData("""{"id":1,"sku":"a","wait":"soon"}""")]
    [InlineData("""{"id":1,"sku":"a","seal":"%"}""")]
    [InlineData("""{"id":1,"sku":"a","box":null}""")]
    [InlineData("""{"id":1,"sku":"a","box":{"width":1,"width":2}}""")]
    [InlineData("""{"id":1,"sku":"a","marks":"a"}""")]
    public void Entries_members_of_enumerations_and_structs_that_are_wrong_are_left_to_others(string json)
    {
        Assert.False(new JsonReading(Web, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), out var read), json);
        Assert.Null(read);
    }

    [Fact]
    public void More_entries_than_a_body_may_have_are_left_to_others()
    {
        Assert.True(Read(JsonValues.MostEntries));
        Assert.False(Read(JsonValues.MostEntries + 1));
        Assert.Equal(JsonValues.MostEntries, SchemaLimits.Default.MaxProperties);

        static bool Read(int count)
        {
            var bytes = Encoding.UTF8.GetBytes($$"""{"id":1,"sku":"a","stock":{ {{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"k{i}\":{i}"))}} } }""");
            Assert.Equal(count <= SchemaLimits.Default.MaxProperties, Grammar.IsValid(bytes));
            return new JsonReading(Web, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>(bytes), out _);
        }
    }

    /// <summary>Where the options say that names are written, the converter that says so reads them in the same pass.</summary>
    [Fact]
    public void Members_of_enumerations_are_read_by_the_converter_of_the_options()
    {
        var named = new JsonSerializerOptions(Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) } };
        var bytes = """{"id":1,"sku":"a","channel":"shop","former":"phone","tone":"Loud"}"""u8.ToArray();

        Assert.True(new JsonReading(named, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>(bytes), out var read));
        Assert.Equal((Channel.Shop, Channel.Phone, Tone.Loud), (read!.Channel, read.Former, read.Tone));
        Assert.False(new JsonReading(named, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>("""{"id":1,"sku":"a","channel":2}"""u8.ToArray()), out _));
        var own = new JsonSerializerOptions(Web) { Converters = { new OwnChannel() } };
        Assert.False(new JsonReading(own, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>("""{"id":1,"sku":"a"}"""u8.ToArray()), out _));
    }

    [Fact]
    public void Null_that_the_serializer_refuses_by_a_parameter_or_an_attribute_is_left_to_it()
    {
        var bytes = """{"name":null}"""u8.ToArray();
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Promised>(bytes, Strict));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Forbidden>(bytes, Strict));

        Assert.False(new JsonReading(Strict, Depth).TryRead(Promised.Validator, new ReadOnlySequence<byte>(bytes), out _));
        Assert.False(new JsonReading(Strict, Depth).TryRead(Forbidden.Validator, new ReadOnlySequence<byte>(bytes), out _));
        Assert.True(new JsonReading(Web, Depth).TryRead(Forbidden.Validator, new ReadOnlySequence<byte>(bytes), out _));
    }

    [Fact]
    public void Members_that_a_policy_of_names_exchanges_are_left_to_the_serializer()
    {
        var bytes = """{"a":"1","b":"2"}"""u8.ToArray();

        Assert.Equal("2", JsonSerializer.Deserialize<Crossed>(bytes, Exchanged)!.A);
        Assert.False(new JsonReading(Exchanged, Depth).TryRead(Crossed.Validator, new ReadOnlySequence<byte>(bytes), out _));
        Assert.True(new JsonReading(Web, Depth).TryRead(Crossed.Validator, new ReadOnlySequence<byte>(bytes), out _));
    }

    [Fact]
    public void A_context_that_is_generated_is_trusted_and_one_that_is_written_by_hand_is_not()
    {
        var bytes = new ReadOnlySequence<byte>("""{"name":"a"}"""u8.ToArray());

        Assert.True(new JsonReading(new JsonSerializerOptions(Web) { TypeInfoResolver = PlainJson.Default }, Depth).TryRead(Plain.Validator, in bytes, out _));
        Assert.False(new JsonReading(new JsonSerializerOptions(Web) { TypeInfoResolver = new HandMade() }, Depth).TryRead(Plain.Validator, in bytes, out _));
    }

    [Fact]
    public void A_constructor_that_guards_itself_is_asked_by_the_serializer() =>
        Assert.False(new JsonReading(Web, Depth).TryRead(Guard.Validator, new ReadOnlySequence<byte>("""{"name":"bad"}"""u8.ToArray()), out _));

    private static void Agrees(JsonSerializerOptions options, byte[] bytes)
    {
        if (!new JsonReading(options, Depth).TryRead(Order.Validator, new ReadOnlySequence<byte>(bytes), out var read))
            return;
        Assert.True(Grammar.IsValid(bytes), Encoding.UTF8.GetString(bytes));
        Same(JsonSerializer.Deserialize<Order>(bytes, options), read);
    }

    private static void Same(Order? expected, Order? actual) => Assert.Equal(JsonSerializer.Serialize(expected, Web), JsonSerializer.Serialize(actual, Web));

    private static ReadOnlySequence<byte> Pieces(byte[] bytes, int size)
    {
        Piece? first = null;
        Piece? last = null;
        for (var at = 0; at < bytes.Length; at += size)
        {
            last = new Piece(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), last);
            first ??= last;
        }
        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }

    private sealed class Shouting : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!.ToUpperInvariant();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class OwnChannel : JsonConverter<Channel>
    {
        public override Channel Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Channel.Shop;

        public override void Write(Utf8JsonWriter writer, Channel value, JsonSerializerOptions options) => writer.WriteNumberValue(0);
    }

    private sealed class Crossing : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name == "A" ? "b" : "a";
    }

    private sealed class HandMade() : JsonSerializerContext(null)
    {
        private readonly DefaultJsonTypeInfoResolver _types = new();

        protected override JsonSerializerOptions? GeneratedSerializerOptions => null;

        public override JsonTypeInfo? GetTypeInfo(Type type) => _types.GetTypeInfo(type, Options);
    }
}
