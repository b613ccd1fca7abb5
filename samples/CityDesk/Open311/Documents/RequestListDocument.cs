using System.Buffers;
using CityDesk.Open311.Formats;

namespace CityDesk.Open311.Documents;

/// <summary>GET Service Requests in three steps, so that rows can be awaited between them.</summary>
internal static class RequestListDocument
{
    public static void Begin<TWriter>(IBufferWriter<byte> output)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        var writer = TWriter.Over(output);
        writer.BeginDocument("service_requests"u8, Shape.List);
        writer.Flush();
    }

    public static void Add<TWriter>(IBufferWriter<byte> output, in RequestRow row, bool first)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        var writer = TWriter.Over(output, continuing: !first);
        row.WriteTo(ref writer);
        writer.Flush();
    }

    public static void End<TWriter>(IBufferWriter<byte> output)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        var writer = TWriter.Over(output, continuing: true);
        writer.EndDocument("service_requests"u8, Shape.List);
        writer.Flush();
    }
}

/// <summary>GET Service Request: a list of one.</summary>
internal readonly record struct RequestDocument(RequestRow Row) : IGeoReportDocument
{
    public void WriteTo<TWriter>(ref TWriter writer)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        writer.BeginDocument("service_requests"u8, Shape.List);
        Row.WriteTo(ref writer);
        writer.EndDocument("service_requests"u8, Shape.List);
    }
}
