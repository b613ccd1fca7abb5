namespace CityDesk.Open311.Formats;

/// <summary>The two formats of GeoReport v2. A client chooses by the extension of the address it calls.</summary>
internal enum GeoReportFormat
{
    Xml,
    Json,
}

internal static class GeoReportFormats
{
    /// <summary>What stands in a route where the extension goes.</summary>
    public const string Route = "{format:regex(^(xml|json)$)}";

    /// <summary>MIME types as service discovery lists them.</summary>
    public static readonly string[] MimeTypes = ["text/xml", "application/json"];

    public static string ContentType(this GeoReportFormat format) =>
        format == GeoReportFormat.Json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8";

    /// <summary>
    /// The format that an address asks for. Where it asks for none that we know, the answer (an error) is XML: every
    /// GeoReport v2 client reads that, while JSON is optional in the standard.
    /// </summary>
    public static GeoReportFormat Of(PathString path) =>
        path.Value.AsSpan().TrimEnd('/').EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? GeoReportFormat.Json : GeoReportFormat.Xml;
}
