using System.Text;
using System.Xml;

namespace Platform.Benchmarks.CityDesk;

/// <summary>The same answer by <see cref="XmlWriter"/>: an element for each value, an empty one where there is none.</summary>
internal static class RequestViewXml
{
    /// <summary>
    /// Kept for all documents. Characters are not checked, because the desk stores none that XML cannot carry; carriage returns
    /// become references, as they must to survive a parser.
    /// </summary>
    public static XmlWriterSettings Settings { get; } = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
        CheckCharacters = false,
        CloseOutput = false,
    };

    public static void Write(XmlWriter writer, RequestView[] requests)
    {
        writer.WriteStartDocument();
        writer.WriteStartElement("service_requests");
        foreach (var request in requests)
            Write(writer, request);
        writer.WriteEndElement();
        writer.WriteEndDocument();
    }

    private static void Write(XmlWriter writer, RequestView request)
    {
        writer.WriteStartElement("request");
        writer.WriteElementString("service_request_id", request.Id);
        writer.WriteElementString("status", request.Status);
        writer.WriteElementString("status_notes", request.StatusNotes);
        writer.WriteElementString("service_name", request.ServiceName);
        writer.WriteElementString("service_code", request.ServiceCode);
        writer.WriteElementString("description", request.Description);
        writer.WriteElementString("agency_responsible", request.AgencyResponsible);
        writer.WriteElementString("service_notice", request.ServiceNotice);
        Write(writer, "requested_datetime", request.RequestedAt);
        Write(writer, "updated_datetime", request.UpdatedAt);
        Write(writer, "expected_datetime", request.ExpectedAt);
        writer.WriteElementString("address", request.Address);
        writer.WriteElementString("address_id", request.AddressId);
        writer.WriteElementString("zipcode", request.ZipCode);
        Write(writer, "lat", request.Latitude);
        Write(writer, "long", request.Longitude);
        writer.WriteElementString("media_url", request.MediaUrl);
        writer.WriteEndElement();
    }

    private static void Write(XmlWriter writer, string name, DateTime? value)
    {
        writer.WriteStartElement(name);
        if (value is { } instant)
            writer.WriteValue(instant);
        writer.WriteEndElement();
    }

    private static void Write(XmlWriter writer, string name, double? value)
    {
        writer.WriteStartElement(name);
        if (value is { } number)
            writer.WriteValue(number);
        writer.WriteEndElement();
    }
}
