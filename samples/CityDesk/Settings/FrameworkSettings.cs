namespace CityDesk.Settings;

/// <summary>
/// The names beside the desk's own sections that something in this program reads: the host, its server, the SDK of OpenTelemetry. In
/// the environment any other name may stand and mean nothing to us; on the command line and in the desk's files it is a mistake.
/// </summary>
internal static class FrameworkSettings
{
    public const string Urls = "Urls";
    public const string ForwardedHeaders = "ForwardedHeaders_Enabled";
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string OtlpProtocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    private static readonly string[] Sections = ["Kestrel", "HostBuilder"];

    private static readonly string[] Names =
    [
        Urls, "HTTP_PORTS", "HTTPS_PORTS", "HTTPS_PORT", ForwardedHeaders, "AllowedHosts", "Environment", "ContentRoot", "WebRoot", "ApplicationName",
        "DetailedErrors", "CaptureStartupErrors", "ShutdownTimeoutSeconds", "PreferHostingUrls", "SuppressStatusMessages", "StartupAssembly",
        "HostingStartupAssemblies", "HostingStartupExcludeAssemblies", "PreventHostingStartup",
        .. from signal in (string[])["", "TRACES_", "METRICS_"] from key in (string[])["ENDPOINT", "HEADERS", "PROTOCOL", "TIMEOUT"] select $"OTEL_EXPORTER_OTLP_{signal}{key}",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
        "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SDK_DISABLED", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG",
        "OTEL_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_SPAN_EVENT_COUNT_LIMIT", "OTEL_SPAN_LINK_COUNT_LIMIT", "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT", "OTEL_METRICS_EXEMPLAR_FILTER",
        "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION",
    ];

    /// <summary>Names whose values are judged, wherever they come from.</summary>
    public static IReadOnlyList<string> Judged { get; } = [ForwardedHeaders, OtlpEndpoint, OtlpProtocol];

    public static string ProtocolChoice => ValueText.Either(Protocols);

    /// <param name="path">The parts of a name.</param>
    /// <param name="ofTheDesk">The sections of the desk, to say what is known.</param>
    /// <returns>What is wrong with the name; <see langword="null"/> where something reads it.</returns>
    public static string? FindUnknown(IReadOnlyList<string> path, IReadOnlyCollection<string> ofTheDesk)
    {
        var name = string.Join(':', path);
        if (path.Count > 1)
        {
            return Contains(Sections, path[0]) ? null : $"'{name}': there is no section {path[0]}; known are {string.Join(", ", ofTheDesk)}.{NearestName.Ask(path[0], [.. ofTheDesk, .. Sections])}";
        }

        if (Contains(Names, name))
            return null;
        return Contains([.. ofTheDesk, .. Sections], name)
            ? $"'{name}' is a section: settings in it are written {name}:KEY."
            : $"'{name}': there is no setting of this name.{NearestName.Ask(name, Names)}";
    }

    /// <returns>What is wrong with one of <see cref="Judged"/>; <see langword="null"/> when nothing is.</returns>
    public static string? FindProblem(string name, string value) => name switch
    {
        OtlpProtocol when !Protocols.Contains(value, StringComparer.Ordinal) => $"'{name}={value}': it must be {ProtocolChoice}.{NearestName.Ask(value, Protocols)}",
        OtlpEndpoint when !(Uri.TryCreate(value, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", Host.Length: > 0 }) =>
            $"'{name}={value}': it must be an http or https address, such as http://localhost:4317.",
        ForwardedHeaders when !ValueText.Fits(value, typeof(bool)) => $"'{name}={value}': it must be {ValueText.Describe(typeof(bool))}.",
        _ => null,
    };

    private static bool Contains(IEnumerable<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
