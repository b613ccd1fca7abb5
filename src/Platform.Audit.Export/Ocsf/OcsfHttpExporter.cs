using System.Net.Http.Headers;

namespace Platform.Audit.Export.Ocsf;

/// <summary>Sends events in the body of a POST.</summary>
internal sealed class OcsfHttpExporter(string name, Uri address, string logName, IHttpClientFactory clients, string clientName) : IAuditExporter
{
    private readonly OcsfWriter _writer = new(logName);

    public string Name => name;

    public async ValueTask ExportAsync(IReadOnlyList<AuditExportRecord> records, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(clientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new ReadOnlyMemoryContent(_writer.Write(records));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw new AuditExportException($"{address.Host} answered {(int)response.StatusCode}.") { RetryAfter = response.Headers.RetryAfter?.Delta };
    }
}
