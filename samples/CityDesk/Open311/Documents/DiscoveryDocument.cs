using System.Globalization;
using CityDesk.Open311.Formats;

namespace CityDesk.Open311.Documents;

/// <summary>Service Discovery: which specifications are served where, and whom to ask.</summary>
/// <param name="ChangedAt">When the list of services or one of their definitions last changed.</param>
/// <param name="Contact">How people reach the operator.</param>
/// <param name="KeyService">How people get a key.</param>
/// <param name="EndpointUrl">Absolute address below which GeoReport v2 is served.</param>
/// <param name="Type">Whether people act on what is reported there.</param>
internal readonly record struct DiscoveryDocument(DateTimeOffset ChangedAt, string Contact, string KeyService, string EndpointUrl, EndpointType Type) : IGeoReportDocument
{
    public void WriteTo<TWriter>(ref TWriter writer)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        // To the microsecond: a client that compares must see two changes within one second as two.
        var changeset = ChangedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

        writer.BeginDocument("discovery"u8, Shape.Object);
        writer.Text("changeset"u8, changeset);
        writer.Text("contact"u8, Contact);
        writer.Text("key_service"u8, KeyService);
        writer.BeginList("endpoints"u8);
        writer.BeginItem("endpoint"u8);
        writer.Text("specification"u8, "http://wiki.open311.org/GeoReport_v2");
        writer.Text("url"u8, EndpointUrl);
        writer.Text("changeset"u8, changeset);
        writer.Text("type"u8, Type == EndpointType.Production ? "production" : "test");
        writer.BeginList("formats"u8);
        foreach (var format in GeoReportFormats.MimeTypes)
            writer.Item("format"u8, format);
        writer.EndList("formats"u8);
        writer.EndItem("endpoint"u8);
        writer.EndList("endpoints"u8);
        writer.EndDocument("discovery"u8, Shape.Object);
    }
}
