using System.Net.Http.Headers;

namespace Platform.Audit.Export.Ocsf;

/// <summary>Sends events in the body of a POST.</summary>
internal sealed class OcsfHttpExporter(string name, Uri address, string logName, IHttpClientFactory clients, string clientName, TimeProvider time) : IAuditExporter
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
        if (response.IsSuccessStatusCode)
            return;
        var status = (int)response.StatusCode;
        var meaning = status is >= 300 and < 400 ? ", which leads elsewhere: a login page perhaps. Redirects are not followed; give the address that takes records" : "";
        throw new AuditExportException($"{address.Host} answered {status}{meaning}.") { RetryAfter = RetryAfter(response) };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}
