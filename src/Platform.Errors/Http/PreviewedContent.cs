using System.Net;

namespace Platform.Errors;

/// <summary>A content of which the beginning has been read already, whole again.</summary>
internal sealed class PreviewedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _beginning;
    private readonly Stream _rest;
    private readonly HttpContent _original;

    public PreviewedContent(ReadOnlyMemory<byte> beginning, Stream rest, HttpContent original)
    {
        (_beginning, _rest, _original) = (beginning, rest, original);
        foreach (var (name, values) in original.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_beginning, cancellationToken).ConfigureAwait(false);
        await _rest.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new PreviewedStream(_beginning, _rest));

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new PreviewedStream(_beginning, _rest);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rest.Dispose();
            _original.Dispose();
        }
        base.Dispose(disposing);
    }
}
