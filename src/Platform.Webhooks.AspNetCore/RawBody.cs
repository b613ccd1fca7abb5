using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Platform.Webhooks.AspNetCore;

/// <summary>The bytes of a body, in rented memory, and no more of them than are allowed.</summary>
internal struct RawBody : IDisposable
{
    private const int FirstLength = 4096;

    private byte[]? _rented;
    private int _length;

    public readonly ReadOnlyMemory<byte> Bytes => _rented.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <returns>The body, or <see langword="null"/> where it is larger; then one byte more than allowed was read at most.</returns>
    public static async ValueTask<RawBody?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            return null;
        // One byte more than was announced, so that the end is seen without growing.
        var body = new RawBody { _rented = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength + 1 ?? FirstLength, maxBytes + 1L)) };
        try
        {
            while (true)
            {
                var room = Math.Min(body._rented.Length, maxBytes + 1) - body._length;
                var read = await request.Body.ReadAsync(body._rented.AsMemory(body._length, room), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    return body;
                body._length += read;
                if (body._length > maxBytes)
                {
                    body.Dispose();
                    return null;
                }
                if (body._length == body._rented.Length)
                    body.Grow();
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_rented!.Length * 2);
        Bytes.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_rented);
        _rented = larger;
    }
}
