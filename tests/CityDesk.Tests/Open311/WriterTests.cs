using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using CityDesk.Open311.Documents;
using CityDesk.Open311.Formats;
using FsCheck.Xunit;
using Platform.Testing;

namespace CityDesk.Tests.Open311;

/// <summary>The two writers, held against the framework's own readers.</summary>
public sealed class WriterTests
{
    [Property(MaxTest = 500, Arbitrary = [typeof(Texts)])]
    public void Any_text_reads_back_and_both_formats_agree(DeskTextSample[] texts)
    {
        var rows = texts.Select((sample, number) => RequestRows.Sample(number, sample.Text)).ToArray();

        var json = JsonNode.Parse(Write<GeoReportJson>(rows));
        var xml = Spark.ToJson(Encoding.UTF8.GetString(Write<GeoReportXml>(rows)));

        Assert.Equal(texts.Select(sample => sample.Text), json!.AsArray().Select(row => (string?)row!["description"]));
        Assert.True(JsonNode.DeepEquals(json, xml));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_364)]
    [InlineData(1_365)]
    [InlineData(1_366)]
    [InlineData(4_000)]
    [InlineData(100_000)]
    public void Texts_longer_than_the_memory_at_hand_are_written_whole(int length)
    {
        foreach (var text in new[] { new string('a', length), new string('漢', length), new string('<', length), string.Concat(Enumerable.Repeat("🚧", length)), new string('a', length) + "\"&\r" })
        {
            RequestRow[] rows = [RequestRows.Sample(0, text), RequestRows.Sample(1, text)];

            var json = JsonNode.Parse(Write<GeoReportJson>(rows));

            Assert.Equal(text, (string?)json![1]!["description"]);
            Assert.True(JsonNode.DeepEquals(json, Spark.ToJson(Encoding.UTF8.GetString(Write<GeoReportXml>(rows)))));
        }
    }

    [Fact]
    public void Xml_is_what_the_framework_would_write()
    {
        var text = new StringBuilder();
        for (var c = '\t'; c < 0x3000; c++)
        {
            if (Domain.DeskText.IndexOfForbidden([c]) < 0)
                text.Append(c);
        }

        var ours = new ArrayBufferWriter<byte>();
        var writer = GeoReportXml.Over(ours);
        writer.BeginDocument("root"u8, Shape.Object);
        writer.Text("text"u8, text.ToString());
        writer.Text("none"u8, null);
        writer.EndDocument("root"u8, Shape.Object);
        writer.Flush();

        using var theirs = new MemoryStream();
        using (var xml = XmlWriter.Create(theirs, new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize }))
        {
            xml.WriteStartElement("root");
            xml.WriteElementString("text", text.ToString());
            xml.WriteElementString("none", null);
            xml.WriteEndElement();
        }

        Assert.Equal(Encoding.UTF8.GetString(theirs.ToArray()), Encoding.UTF8.GetString(ours.WrittenSpan));
    }

    [Fact]
    public void An_empty_list_is_empty_in_both_formats()
    {
        Assert.Equal("[]", Encoding.UTF8.GetString(Write<GeoReportJson>([])));
        Assert.Equal("<?xml version=\"1.0\" encoding=\"utf-8\"?><service_requests></service_requests>", Encoding.UTF8.GetString(Write<GeoReportXml>([])));
    }

    [Fact]
    public void A_row_of_json_allocates_nothing() => AssertRowAllocatesNothing<GeoReportJson>();

    [Fact]
    public void A_row_of_xml_allocates_nothing() => AssertRowAllocatesNothing<GeoReportXml>();

    private static void AssertRowAllocatesNothing<TWriter>()
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        // Escapes, and letters that take several bytes, are the rule in residents' texts.
        var row = RequestRows.Sample(1, "It's \"getting\" worse & <worse>: Höhe 漢 🚧\r\n");
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            output.ResetWrittenCount();
            RequestListDocument.Add<TWriter>(output, row, first: false);
        });
    }

    private static byte[] Write<TWriter>(ReadOnlySpan<RequestRow> rows)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        var output = new ArrayBufferWriter<byte>();
        RequestListDocument.Begin<TWriter>(output);
        var first = true;
        foreach (var row in rows)
        {
            RequestListDocument.Add<TWriter>(output, row, first);
            first = false;
        }

        RequestListDocument.End<TWriter>(output);
        return output.WrittenSpan.ToArray();
    }
}
