using System.Buffers;
using System.Text.Json;
using System.Xml;
using CityDesk.Open311.Documents;
using CityDesk.Open311.Formats;
using Platform.Benchmarks.CityDesk.Load;
using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.CityDesk;

/// <summary>
/// CityDesk's public answers, byte for byte the same from the framework's writers at their fastest. A list of fifty is what a
/// client pages through; one request is where a fixed cost for each document shows.
/// </summary>
public sealed class CityDeskArea : IGateArea
{
    private const int Fifty = 50;

    public string Name => "citydesk";

    public IEnumerable<GateRow> Rows() =>
    [
        // The short rows first: what is called more often is compiled for good sooner, and the long rows find it so.
        GateRow.Time("one request as JSON", Ours<GeoReportJson>(1), SystemTextJson(1)),
        GateRow.Time("fifty requests as JSON", Ours<GeoReportJson>(Fifty), SystemTextJson(Fifty)),
        GateRow.Time("one request as XML", Ours<GeoReportXml>(1), XmlWriterOf(1)),
        GateRow.Time("fifty requests as XML", Ours<GeoReportXml>(Fifty), XmlWriterOf(Fifty)),
        .. LoadRows.All(),
    ];

    private static Side Ours<TWriter>(int requests)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct => Side.Of(
        "ours",
        () => (Rows: SampleRequests.Rows(requests), Output: NewOutput()),
        static state =>
        {
            state.Output.ResetWrittenCount();
            RequestListDocument.Begin<TWriter>(state.Output);
            for (var row = 0; row < state.Rows.Length; row++)
                RequestListDocument.Add<TWriter>(state.Output, state.Rows[row], first: row == 0);
            RequestListDocument.End<TWriter>(state.Output);
            return state.Output;
        },
        static output => output.WrittenMemory);

    /// <summary>
    /// The generated serializer on a writer that is kept, without validation. It is given rows in which nothing is left to be
    /// converted, because that is the form for which the generator writes straight code.
    /// </summary>
    private static Side SystemTextJson(int requests) => Side.Of(
        "System.Text.Json",
        () =>
        {
            var output = NewOutput();
            return (
                Rows: SampleRequests.Views(requests),
                Output: output,
                Writer: new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = GeoReportJson.Encoder, SkipValidation = true }));
        },
        static state =>
        {
            state.Output.ResetWrittenCount();
            state.Writer.Reset();
            JsonSerializer.Serialize(state.Writer, state.Rows, RequestViewContext.Default.RequestViewArray);
            state.Writer.Flush();
            return state.Output;
        },
        static output => output.WrittenMemory);

    /// <summary>A writer for each document, as the class demands, on settings that are kept and a stream whose memory is.</summary>
    private static Side XmlWriterOf(int requests) => Side.Of(
        "XmlWriter",
        () => (Rows: SampleRequests.Views(requests), Output: new MemoryStream(OutputBytes)),
        static state =>
        {
            state.Output.SetLength(0);
            using (var writer = XmlWriter.Create(state.Output, RequestViewXml.Settings))
                RequestViewXml.Write(writer, state.Rows);
            return state.Output;
        },
        static output => output.ToArray());

    private const int OutputBytes = 256 * 1024;

    private static ArrayBufferWriter<byte> NewOutput() => new(OutputBytes);
}
