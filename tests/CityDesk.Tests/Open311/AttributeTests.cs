using System.Net;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tests.Open311;

/// <summary>The answers to a service's questions, of every datatype.</summary>
public abstract class AttributeTests(Desk desk) : OpenTests(desk)
{
    [Theory]
    [InlineData("POTHOLE", "attribute[LANE]=cycle", "LANE=cycle")]
    [InlineData("POTHOLE", "attribute%5BLANE%5D=cycle&attribute[WIDTH_CM]=12.50", "LANE=cycle WIDTH_CM=12.50")]
    [InlineData("POTHOLE", "attribute[LANE][]=cycle&attribute[WIDTH_CM]=-3", "LANE=cycle WIDTH_CM=-3")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM]=", "LANE=cycle")]
    [InlineData("POTHOLE", "attribute[LANE]=&attribute[LANE]=cycle", "LANE=cycle")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS][]=paper", "BINS=paper")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS]=paper&attribute[BINS]=glass", "BINS=paper|glass")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS][0]=paper&attribute[BINS][1]=glass", "BINS=paper|glass")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS][]=&attribute[BINS][]=bulky", "BINS=bulky")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS]=paper&attribute[PUT_OUT_AT]=2026-05-04T06:30Z", "BINS=paper PUT_OUT_AT=2026-05-04T06:30Z")]
    [InlineData("STREETLIGHT", "attribute[FAULT]=dark&attribute[POLE]=B-%C3%9F%0917", "POLE=B-ß\t17 FAULT=dark")]
    [InlineData("GRAFFITI", "attribute[DETAILS]=one%0D%0Atwo", "DETAILS=one\r\ntwo")]
    [InlineData("GRAFFITI", "", "")]
    public async Task A_fitting_answer_is_stored_as_it_was_sent(string service, string answers, string stored)
    {
        var reply = (await PostBodyAsync($"{Root}/requests.json", $"api_key={await KeyAsync()}&service_code={service}&address_id=1&{answers}")).Ok();

        var id = long.Parse((string)reply.Only["service_request_id"]!, System.Globalization.CultureInfo.InvariantCulture);
        var request = await Desk.InDatabaseAsync(db => db.Requests.SingleAsync(r => r.Id == id, Cancelled));
        Assert.Equal(stored, string.Join(' ', request.Answers.Select(answer => $"{answer.Code}={string.Join('|', answer.Values)}")));
    }

    [Theory]
    [InlineData("POTHOLE", "", "attribute[LANE] was not provided")]
    [InlineData("POTHOLE", "attribute[LANE]=", "attribute[LANE] was not provided")]
    [InlineData("POTHOLE", "attribute[LANE]=Cycle lane", "attribute[LANE]")]
    [InlineData("POTHOLE", "attribute[LANE]=CYCLE", "attribute[LANE]")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[LANE]=cycle", "more than once")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[LANE][]=parking", "more than once")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM]=wide", "decimal number")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM]=1,5", "decimal number")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM]=1e5", "decimal number")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM]=NaN", "decimal number")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM]=-Infinity", "decimal number")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM]=%E2%88%9E", "decimal number")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM]=%2012", "decimal number")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM]=%D9%A3", "decimal number")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[WIDTH_CM][]=1&attribute[WIDTH_CM][]=2", "more than once")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[DEPTH]=1", "attribute[DEPTH] is not an attribute")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[lane]=cycle", "attribute[lane] is not an attribute")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute=x", "attribute[CODE]")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[]=x", "attribute[CODE]")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[X=x", "attribute[CODE]")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[X]y=x", "attribute[CODE]")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[X][y]=x", "attribute[CODE]")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[X][0][1]=x", "attribute[CODE]")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attributes[LANE]=x", "attribute[CODE]")]
    [InlineData("POTHOLE", "attribute[LANE]=cycle&attribute[%00]=x", "is not an attribute")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS][]=paper&attribute[BINS][]=paper", "twice")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS]=paper,glass", "attribute[BINS]")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS][]=paper&attribute[BINS][]=zinc", "zinc")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS]=paper&attribute[PUT_OUT_AT]=yesterday", "ISO 8601")]
    [InlineData("MISSED_COLLECTION", "attribute[BINS]=paper&attribute[PUT_OUT_AT]=2026-05-04T06:30:00", "ISO 8601")]
    [InlineData("STREETLIGHT", "attribute[FAULT]=dark&attribute[POLE]=a%0Ab", "line breaks")]
    [InlineData("STREETLIGHT", "attribute[FAULT]=dark&attribute[POLE]=a%0Db", "line breaks")]
    [InlineData("STREETLIGHT", "attribute[FAULT]=dark&attribute[POLE]=a%07b", "U+0007")]
    [InlineData("GRAFFITI", "attribute[NOTICE]=thanks", "takes no answer")]
    [InlineData("TREE", "attribute[ANY]=1", "is not an attribute")]
    public async Task An_answer_that_does_not_fit_is_refused_and_named(string service, string answers, string mention)
    {
        var before = await CountAsync();
        var form = $"api_key={await KeyAsync()}&service_code={service}&address_id=1&{answers}";

        (await PostBodyAsync($"{Root}/requests.json", form)).IsRefusal(HttpStatusCode.BadRequest, mention);
        (await PostBodyAsync($"{Root}/requests.xml", form)).IsRefusal(HttpStatusCode.BadRequest, mention);

        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task An_answer_may_be_as_long_as_a_description_and_no_longer()
    {
        (await PostAsync($"{Root}/requests.json", Valid(("service_code", "GRAFFITI"), ("attribute[DETAILS]", new string('x', 4_000))))).Ok();
        (await PostAsync($"{Root}/requests.json", Valid(("service_code", "GRAFFITI"), ("attribute[DETAILS]", new string('x', 4_001))))).IsRefusal(HttpStatusCode.BadRequest, "attribute[DETAILS]", "4000");
    }
}

public sealed class AttributesOnSqlite(SqliteDesk desk) : AttributeTests(desk), IClassFixture<SqliteDesk>;

public sealed class AttributesOnPostgreSql(PostgreSqlDesk desk) : AttributeTests(desk), IClassFixture<PostgreSqlDesk>;
