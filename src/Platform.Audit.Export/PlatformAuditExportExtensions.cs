using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.Audit.Export.Delivery;
using Platform.Audit.Export.Ocsf;
using Platform.Audit.Export.Syslog;
using Platform.Audit.Notes;
using Platform.Audit.Retention;
using Platform.Audit.Stores;

namespace Platform.Audit.Export;

/// <summary>Has the records of an audit log given to other systems.</summary>
public static class PlatformAuditExportExtensions
{
    private const string UnnamedLog = "platform-audit";

    /// <summary>Gives records to the exporters that are said on the builder, each in its own time. Calling it twice is harmless.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <returns>The builder of exporters.</returns>
    public static PlatformAuditExportBuilder AddExport(this PlatformAuditBuilder builder) => builder.AddExport(static _ => { });

    /// <summary>The same, with options from configuration. A name that is not an option is an error.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="section">The section; its keys are the properties of <see cref="PlatformAuditExportOptions"/>.</param>
    /// <returns>The builder of exporters.</returns>
    public static PlatformAuditExportBuilder AddExport(this PlatformAuditBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddExport(options => section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true));
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="builder">What <c>AddPlatformAudit</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder of exporters.</returns>
    public static PlatformAuditExportBuilder AddExport(this PlatformAuditBuilder builder, Action<PlatformAuditExportOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<PlatformAuditExportOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformAuditExportOptions>, PlatformAuditExportOptionsValidator>());
        services.TryAddSingleton<Telemetry>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuditRetentionGuard, ExportGuard>());
        services.TryAddSingleton(static provider => Create(provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ExportService>(static provider => provider.GetRequiredService<ExportService>()));
        return new PlatformAuditExportBuilder(services);
    }

    /// <summary>Gives records to an exporter. Two with one name are refused when the host starts.</summary>
    /// <param name="builder">What <c>AddExport</c> returned.</param>
    /// <param name="create">Makes the exporter, once; the host disposes of it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditExportBuilder To(this PlatformAuditExportBuilder builder, Func<IServiceProvider, IAuditExporter> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddSingleton(create);
        return builder;
    }

    /// <summary>Appends records to a file, as OCSF events in NDJSON: one JSON object a line. Each batch is on the disk before the next. The file may be renamed at any time, and is then begun anew.</summary>
    /// <param name="builder">What <c>AddExport</c> returned.</param>
    /// <param name="name">The name of the exporter.</param>
    /// <param name="path">The file; made where it is missing. One process at a time writes it.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditExportBuilder ToOcsfFile(this PlatformAuditExportBuilder builder, string name, string path)
    {
        ExporterName.Require(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return builder.To(provider => new OcsfFileExporter(name, path, LogName(provider)));
    }

    /// <summary>
    /// Sends records over HTTP, as OCSF events in NDJSON: a POST for each batch. Any answer of the class 2xx says that all of it has arrived; everything else is tried again, and redirects are not followed.
    /// </summary>
    /// <param name="builder">What <c>AddExport</c> returned.</param>
    /// <param name="name">The name of the exporter, and of its <see cref="HttpClient"/>.</param>
    /// <param name="address">Where to.</param>
    /// <param name="configureClient">Sets headers, such as <c>Authorization</c>. Default: none.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditExportBuilder ToOcsfHttp(this PlatformAuditExportBuilder builder, string name, Uri address, Action<HttpClient>? configureClient = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ExporterName.Require(name);
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException($"\"{address}\" is no address of HTTP.", nameof(address));
        // The deadline of an attempt is the loop's.
        builder.Services.AddHttpClient(ClientName(name), client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            configureClient?.Invoke(client);
        }).UseSocketsHttpHandler(static (handler, _) => handler.AllowAutoRedirect = false); // what follows a redirect is a GET without the records, and its 200 would count
        return builder.To(provider => new OcsfHttpExporter(name, address, LogName(provider), provider.GetRequiredService<IHttpClientFactory>(), ClientName(name), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Sends records as CEF over syslog (RFC 5424), which has no answer: <see cref="SyslogTransport"/> says what is known of a batch.</summary>
    /// <param name="builder">What <c>AddExport</c> returned.</param>
    /// <param name="name">The name of the exporter.</param>
    /// <param name="target">Where to, and how.</param>
    /// <returns>The builder.</returns>
    public static PlatformAuditExportBuilder ToCefSyslog(this PlatformAuditExportBuilder builder, string name, SyslogTarget target)
    {
        ExporterName.Require(name);
        ArgumentNullException.ThrowIfNull(target);
        return builder.To(provider => new CefSyslogExporter(name, target, LogName(provider), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Shows in the health checks, as <c>audit-export</c>, whether records get to other systems: failed where an exporter has stopped for good, degraded while one fails for longer than <see cref="PlatformAuditExportOptions.DegradedAfter"/>.</summary>
    /// <param name="builder">What <c>AddExport</c> returned.</param>
    /// <param name="failureStatus">What it is when an exporter has stopped for good. Default: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags by which health checks are chosen. Default: none.</param>
    /// <returns>The builder. Calling it twice is harmless.</returns>
    public static PlatformAuditExportBuilder AddAuditExportHealthCheck(this PlatformAuditExportBuilder builder, HealthStatus failureStatus = HealthStatus.Unhealthy, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        const string Name = "audit-export";
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            if (options.Registrations.All(static registration => registration.Name != Name))
                options.Registrations.Add(new HealthCheckRegistration(Name, static provider => ActivatorUtilities.CreateInstance<AuditExportHealthCheck>(provider), failureStatus, tags));
        });
        return builder;
    }

    private static string ClientName(string name) => $"Platform.Audit.Export.{name}";

    /// <summary>What checkpoints call it: <see cref="PlatformAuditOptions.Origin"/>, or the name of the first key.</summary>
    internal static string LogName(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<PlatformAuditExportOptions>>().Value.LogName
        ?? provider.GetRequiredService<IOptions<PlatformAuditOptions>>().Value.Origin
        ?? provider.GetServices<NoteSigner>().FirstOrDefault()?.Key.Name
        ?? UnnamedLog;

    private static ExportService Create(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PlatformAuditExportOptions>>().Value;
        var exporters = provider.GetServices<IAuditExporter>().ToList();
        foreach (var exporter in exporters)
            ExporterName.Require(exporter.Name);
        if (exporters.GroupBy(static exporter => exporter.Name, StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw new InvalidOperationException($"Two exporters of the audit log are called \"{twice.Key}\": each has a cursor of its own, by its name.");
        var (store, time, telemetry) = (provider.GetRequiredService<IAuditStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Telemetry>());
        var logger = provider.GetService<ILogger<ExportService>>() ?? NullLogger<ExportService>.Instance;
        List<ExportLoop> loops = [.. exporters.Select(exporter => new ExportLoop(exporter, store, options, time, telemetry, logger))];
        telemetry.Observe([.. loops.Select(static loop => loop.Standing)]);
        return new ExportService(loops);
    }
}
