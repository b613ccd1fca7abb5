using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using CityDesk.Domain;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;
using Platform.Testing;

namespace CityDesk.Tests.Open311;

/// <summary>
/// Input that is meant to hurt. Whatever comes in, the answer is a refusal in the standard's shape that changes nothing, or
/// the text was harmless and is kept letter by letter. Never is it a failure.
/// </summary>
public abstract class HostileInputTests(Desk desk) : OpenTests(desk)
{
    [Fact]
    public async Task Every_json_file_is_refused_as_a_form()
    {
        var address = $"{Root}/requests.json?api_key={await KeyAsync()}";
        var before = await CountAsync();
        var files = Directory.GetFiles(OutsideData.Conformance.Folder("json-test-suite/test_parsing"));
        Assert.NotEmpty(files);
        await SeveralAtOnceAsync(files, async file =>
        {
            var body = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancelled));
            (await PostBodyAsync(address, body)).IsRefusal(HttpStatusCode.BadRequest, "service_code");
            (await PostBodyAsync(address, body, "application/json")).IsRefusal(HttpStatusCode.UnsupportedMediaType);
        });

        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_naughty_text_is_kept_letter_by_letter_or_refused()
    {
        var (before, kept) = (await CountAsync(), 0);
        await SeveralAtOnceAsync(NaughtyStrings(), async text =>
        {
            List<(string Name, int Limit)> fields =
            [
                ("description", 4_000), ("address_string", 500), ("address_id", 100), ("email", 254), ("first_name", 100),
                ("last_name", 100), ("phone", 40), ("device_id", 200), ("account_id", 200), ("attribute[DETAILS]", 4_000),
            ];
            // What goes into the head of a message takes one line alone (see below).
            if (text.AsSpan().IndexOfAny('\r', '\n') >= 0)
                fields.RemoveAll(field => field.Name is "email" or "first_name" or "last_name" or "phone");
            var fitting = fields.Where(field => text.Length <= field.Limit).Select(field => (field.Name, text));

            var reply = await PostAsync($"{Root}/requests.json", [("service_code", "GRAFFITI"), ("lat", "1"), ("long", "2"), .. fitting]);

            if (DeskText.IndexOfForbidden(text) >= 0)
            {
                reply.IsRefusal(HttpStatusCode.BadRequest, "U+");
                return;
            }

            var id = long.Parse((string)reply.Ok().Only["service_request_id"]!, System.Globalization.CultureInfo.InvariantCulture);
            var stored = await Desk.InDatabaseAsync(db => db.Requests.SingleAsync(r => r.Id == id, Cancelled));
            var values = new Dictionary<string, string?>
            {
                ["description"] = stored.Description,
                ["address_string"] = stored.Location.Address,
                ["address_id"] = stored.Location.AddressId,
                ["email"] = stored.Reporter.Email,
                ["first_name"] = stored.Reporter.FirstName,
                ["last_name"] = stored.Reporter.LastName,
                ["phone"] = stored.Reporter.Phone,
                ["device_id"] = stored.Reporter.DeviceId,
                ["account_id"] = stored.Reporter.AccountId,
                ["attribute[DETAILS]"] = stored.Answers.SingleOrDefault()?.Values.Single(),
            };
            Assert.All(fields, field => Assert.Equal(text.Length > field.Limit ? "" : text, values[field.Name] ?? ""));
            var (json, xml) = (await GetAsync($"{Root}/requests/{id}.json"), await GetAsync($"{Root}/requests/{id}.xml"));
            Assert.Equal(stored.Description, (string?)json.Ok().Only["description"] ?? "");
            Assert.True(JsonNode.DeepEquals(json.Document, xml.Ok().Document), json.Text);
            Interlocked.Increment(ref kept);
        });

        Assert.Equal(before + kept, await CountAsync());
        Assert.True(kept > 100, $"{kept} texts were kept");
    }

    [Theory]
    [InlineData("service_code")]
    [InlineData("jurisdiction_id")]
    [InlineData("api_key")]
    [InlineData("lat")]
    [InlineData("attribute[BINS][]")]
    [InlineData("attribute[PUT_OUT_AT]")]
    [InlineData("attribute[{0}]")]
    [InlineData("attribute[BINS][{0}]")]
    public async Task A_naughty_value_where_meaning_counts_is_refused(string parameter)
    {
        var before = await CountAsync();
        await SeveralAtOnceAsync(NaughtyStrings().Where(text => text.Length > 0), async text =>
        {
            var name = parameter.Replace("{0}", text, StringComparison.Ordinal);
            List<(string Name, string Value)> form = [("service_code", "MISSED_COLLECTION"), ("address_id", "1"), ("attribute[BINS][]", "paper")];
            form.RemoveAll(pair => pair.Name == name);
            var reply = await PostAsync($"{Root}/requests.xml", [.. form, (name, text)]);
            Assert.True(reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{text}: {reply.Text}");
            reply.IsRefusal(reply.Status);
        });

        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_naughty_media_url_is_kept_where_it_is_a_web_address_and_refused_otherwise()
    {
        await SeveralAtOnceAsync(NaughtyStrings().Where(text => text.Length > 0), async text =>
        {
            var reply = await PostAsync($"{Root}/requests.json", Valid(("media_url", text)));
            if (reply.Status != HttpStatusCode.OK)
            {
                reply.IsRefusal(HttpStatusCode.BadRequest, "media_url");
                return;
            }

            Assert.Matches("^https?://[^ ]+$", text);
            var id = (string)reply.Only["service_request_id"]!;
            Assert.Equal(text, (string?)(await GetAsync($"{Root}/requests/{id}.xml")).Ok().Only["media_url"]);
        });
    }

    [Theory]
    [InlineData("service_code")]
    [InlineData("service_request_id")]
    [InlineData("jurisdiction_id")]
    [InlineData("status")]
    [InlineData("start_date")]
    [InlineData("end_date")]
    [InlineData("page")]
    [InlineData("page_size")]
    [InlineData("{0}")]
    public async Task A_naughty_argument_is_refused_or_finds_what_it_says(string parameter)
    {
        await SeveralAtOnceAsync(NaughtyStrings(), async text =>
        {
            var name = Uri.EscapeDataString(parameter.Replace("{0}", text, StringComparison.Ordinal));
            var reply = await GetAsync($"{Root}/requests.json?{name}={Uri.EscapeDataString(text)}&page_size=1");
            if (reply.Status == HttpStatusCode.OK)
                Assert.InRange(reply.List.Count, 0, 1);
            else
                reply.IsRefusal(reply.Status == HttpStatusCode.NotFound ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest);
        });
    }

    [Theory]
    [InlineData("services/{0}.json")]
    [InlineData("requests/{0}.xml")]
    [InlineData("tokens/{0}.json")]
    [InlineData("services.{0}")]
    [InlineData("{0}")]
    public async Task A_naughty_address_is_404(string path)
    {
        await SeveralAtOnceAsync(NaughtyStrings(), async text =>
        {
            var address = $"{Root}/{path.Replace("{0}", Uri.EscapeDataString(text), StringComparison.Ordinal)}";
            var reply = await GetAsync(address);
            // Our own requests are numbered from 1, so some of the naughty numbers exist.
            if (reply.Status != HttpStatusCode.OK)
                reply.IsRefusal(HttpStatusCode.NotFound);
            else
                Assert.StartsWith("requests/", path, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("%00")]
    [InlineData("a%00b.json")]
    public async Task A_null_in_an_address_does_not_even_get_past_the_server(string path)
    {
        // The server refuses it before it knows whose address it is, so this refusal alone has no body.
        using var response = await Http.GetAsync(AsItIs($"{Root}/services/{path}"), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Property(MaxTest = 200)]
    public async Task Any_bytes_at_all_are_refused_as_a_form(byte[] bytes)
    {
        var before = await CountAsync();

        var reply = await PostBodyAsync($"{Root}/requests.xml?api_key={await KeyAsync()}", Encoding.Latin1.GetString(bytes));

        reply.IsRefusal(HttpStatusCode.BadRequest);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Brackets_however_deep_are_no_code_of_an_attribute()
    {
        var deep = new string('[', 100_000);
        // Of who shows a key in the address a long form is read.
        var address = $"{Root}/requests.json?api_key={await KeyAsync()}";
        var before = await CountAsync();

        (await PostAsync(address, Valid(($"attribute{deep}", "x")))).IsRefusal(HttpStatusCode.BadRequest, "attribute");
        (await PostAsync(address, Valid(($"attribute[{new string('x', 100_000)}]", "x")))).IsRefusal(HttpStatusCode.BadRequest, "attribute");
        (await PostAsync(address, Valid(($"attribute[X]{string.Concat(Enumerable.Repeat("[]", 50_000))}", "x")))).IsRefusal(HttpStatusCode.BadRequest, "attribute");

        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Naughty_bytes_that_are_no_utf8_are_refused()
    {
        var before = await CountAsync();
        var broken = NaughtyBytes().Where(bytes => !Utf8.IsValid(bytes)).ToList();
        Assert.NotEmpty(broken);
        foreach (var bytes in broken)
        {
            var encoded = string.Concat(bytes.Select(value => $"%{value:X2}"));
            (await PostBodyAsync($"{Root}/requests.json", $"api_key={await KeyAsync()}&{Encode(Valid())}&description={encoded}")).IsRefusal(HttpStatusCode.BadRequest, "description", "UTF-8");
            (await GetAsync($"{Root}/requests.xml?service_code={encoded}")).IsRefusal(HttpStatusCode.BadRequest, "service_code", "UTF-8");
        }

        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [InlineData("first_name")]
    [InlineData("last_name")]
    [InlineData("email")]
    [InlineData("phone")]
    public async Task A_second_line_in_what_goes_into_the_head_of_a_message_is_refused(string parameter)
    {
        var before = await CountAsync();

        (await PostAsync($"{Root}/requests.json", Valid((parameter, "a@b.example\r\nBcc: all@b.example")))).IsRefusal(HttpStatusCode.BadRequest, parameter, "line break");

        Assert.Equal(before, await CountAsync());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task A_packed_body_is_refused_and_not_read_as_if_it_were_plain(string encoding)
    {
        var before = await CountAsync();
        using var content = new FormUrlEncodedContent([new("api_key", await KeyAsync()), .. Valid().Select(pair => KeyValuePair.Create(pair.Name, pair.Value))]);
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        (await OpenReply.ReadAsync(await Http.PostAsync(new Uri($"{Root}/requests.json", UriKind.Relative), content, Cancelled), Cancelled))
            .IsRefusal(HttpStatusCode.UnsupportedMediaType, "Content-Encoding");
        Assert.Equal(before, await CountAsync());
    }

    private static HashSet<string> NaughtyStrings()
    {
        var strings = Read("blns.json").ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(strings);
        strings.UnionWith(NaughtyBytes().Where(bytes => Utf8.IsValid(bytes)).Select(Encoding.UTF8.GetString));
        return strings;
    }

    private static IEnumerable<byte[]> NaughtyBytes() => Read("blns.base64.json").Select(Convert.FromBase64String);

    private static string[] Read(string name) =>
        JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(OutsideData.Conformance.Folder("naughty-strings"), name)))!;
}

public sealed class HostileInputOnSqlite(SqliteDesk desk) : HostileInputTests(desk), IClassFixture<SqliteDesk>;

public sealed class HostileInputOnPostgreSql(PostgreSqlDesk desk) : HostileInputTests(desk), IClassFixture<PostgreSqlDesk>;
