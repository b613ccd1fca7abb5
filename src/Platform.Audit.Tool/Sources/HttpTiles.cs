using System.Net;
using Platform.Audit.Tiles;

namespace Platform.Audit.Tool.Sources;

/// <summary>The public files of a log behind an address, as C2SP tlog-tiles lays them out.</summary>
internal sealed class HttpTiles : ITileSource, IDisposable
{
    /// <summary>256 entries of the largest size, with their lengths: what a server may send more is not read.</summary>
    private const int MostBytes = TileAddress.FullWidth * (EntryBundle.MaxEntryLength + sizeof(ushort));

    private readonly HttpClient _client = new() { MaxResponseContentBufferSize = MostBytes };
    private readonly string _prefix;

    public HttpTiles(Uri prefix) => _prefix = prefix.AbsoluteUri.TrimEnd('/') + "/";

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken) => ReadAsync(address.ToString(), cancellationToken);

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _client.GetAsync(new Uri(_prefix + path), cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return default;
        if (!answer.IsSuccessStatusCode)
            throw new ToolException($"{_prefix}{path} answers {(int)answer.StatusCode}.");
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _client.Dispose();
}
