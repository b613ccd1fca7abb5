using System.Net;

namespace Platform.Plugins.Index;

/// <summary>
/// The files of an index on a web server. An answer from another server than the one of the address is refused. Safe for use by several
/// threads.
/// </summary>
/// <param name="client">
/// Fetches them. Its timeout counts for each whole file. Make it with <c>AllowAutoRedirect = false</c>: otherwise the server that a
/// redirect leads to is asked before its answer is refused.
/// </param>
/// <param name="address">The folder.</param>
/// <param name="time">The clock of the timeout.</param>
public sealed class PluginIndexWebsite(HttpClient client, Uri address, TimeProvider time) : IPluginIndexFiles
{
    private readonly Uri _folder = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadAsync(string path, long mostBytes, CancellationToken cancellationToken = default)
    {
        // The client's own timeout ends with the headers, and a server may send a byte a minute after them.
        using var late = new CancellationTokenSource(client.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await FetchAsync(path, mostBytes, stop.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException fault)
        {
            throw new IOException($"{path} of the index cannot be fetched: {fault.Message}", fault);
        }
        catch (OperationCanceledException stopped) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{path} of the index did not come in time.", stopped);
        }
    }

    private async Task<byte[]?> FetchAsync(string path, long mostBytes, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri(_folder, path), HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (response.RequestMessage?.RequestUri is { } answered && !IsSameServer(answered))
            throw new IOException($"{path} of the index is answered by another server, {answered.GetLeftPart(UriPartial.Authority)}.");
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;
        response.EnsureSuccessStatusCode();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        return await ReadAsync(stream, path, mostBytes, cancellationToken).ConfigureAwait(false);
    }

    private bool IsSameServer(Uri answered) => Uri.Compare(
        answered, _folder, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>A server may go on for ever, whatever length it has named.</summary>
    private static async Task<byte[]> ReadAsync(Stream stream, string path, long mostBytes, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            if (bytes.Length + count > mostBytes)
                throw IndexLimits.TooLarge(path, mostBytes);
            bytes.Write(buffer, 0, count);
        }
        return bytes.ToArray();
    }
}
