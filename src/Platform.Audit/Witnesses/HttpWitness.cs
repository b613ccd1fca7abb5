using System.Net;
using System.Net.Http.Headers;
using Platform.Audit.Notes;
using Platform.Audit.Text;
using Platform.Audit.Trees;

namespace Platform.Audit.Witnesses;

/// <summary>Asks a witness over HTTP (C2SP tlog-witness). For several threads at once.</summary>
public sealed class HttpWitness : ICheckpointWitness
{
    private const int MaxAnswerLength = 64 * 1024;

    private static readonly MediaTypeHeaderValue Body = new("text/plain") { CharSet = "utf-8" };

    private readonly HttpClient _client;
    private readonly Uri _address;

    /// <summary>Names a witness.</summary>
    /// <param name="client">The client, which stays the caller's.</param>
    /// <param name="submissionPrefix">The submission prefix of the witness: <c>/add-checkpoint</c> comes behind it.</param>
    /// <param name="verifier">Verifies its cosignatures, such as <c>Ed25519CosignatureVerifier</c> of Platform.Audit.Ed25519. It stays the caller's.</param>
    /// <exception cref="ArgumentException">The address is not absolute.</exception>
    public HttpWitness(HttpClient client, Uri submissionPrefix, NoteVerifier verifier)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(submissionPrefix);
        ArgumentNullException.ThrowIfNull(verifier);
        if (!submissionPrefix.IsAbsoluteUri)
            throw new ArgumentException("The submission prefix of a witness is an absolute address.", nameof(submissionPrefix));
        (_client, Verifier) = (client, verifier);
        _address = new Uri($"{submissionPrefix.AbsoluteUri.TrimEnd('/')}/add-checkpoint");
    }

    /// <inheritdoc />
    public NoteVerifier Verifier { get; }

    /// <inheritdoc />
    /// <exception cref="HttpRequestException">The witness does not answer, or in a way that the protocol does not know.</exception>
    public async ValueTask<WitnessAnswer> AddCheckpointAsync(long oldSize, ReadOnlyMemory<TreeHash> proof, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(WitnessRequest.Write(oldSize, proof.Span, checkpoint.Span)) };
        request.Content.Headers.ContentType = Body;
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => new WitnessAnswer(WitnessResult.Cosigned, await ReadAsync(response, cancellationToken).ConfigureAwait(false)),
            HttpStatusCode.NotFound => new WitnessAnswer(WitnessResult.UnknownLog),
            HttpStatusCode.Forbidden => new WitnessAnswer(WitnessResult.NotSignedByLog),
            HttpStatusCode.Conflict => new WitnessAnswer(WitnessResult.Conflict, Size: SizeOf(await ReadAsync(response, cancellationToken).ConfigureAwait(false))),
            HttpStatusCode.UnprocessableEntity => new WitnessAnswer(WitnessResult.Inconsistent),
            HttpStatusCode.BadRequest => new WitnessAnswer(WitnessResult.Malformed),
            var status => throw new HttpRequestException($"The witness {Verifier.Key.Name} answers {(int)status}.", null, status),
        };
    }

    private static long SizeOf(byte[] body)
    {
        var lines = new Lines(body);
        return lines.TryRead(out var line) && CanonicalDecimal.TryParse(line, out var size) && lines.Rest.IsEmpty
            ? size
            : throw new HttpRequestException("The witness answers that it has cosigned another checkpoint, and does not say of which size.");
    }

    /// <summary>Whoever answers does not choose how much is read.</summary>
    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        var buffer = new byte[MaxAnswerLength + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return length <= MaxAnswerLength ? buffer[..length] : throw new HttpRequestException($"The answer of the witness is longer than {MaxAnswerLength} bytes.");
    }
}
