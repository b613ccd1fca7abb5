using System.Runtime.ExceptionServices;

namespace Platform.Errors.Resilience;

/// <summary>
/// Sends requests through a pipeline. To the code around it, it is a client like any other: responses come back as they are, and failures without
/// one are thrown.
/// </summary>
internal sealed class ResilienceHandler(ResultPipeline pipeline, ProblemReader reader) : DelegatingHandler
{
    /// <exception cref="NotSupportedException">Always: a synchronous call would bypass the pipeline.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The client '{pipeline.Name}' has a resilience pipeline, which waits asynchronously: use SendAsync.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var idempotency = RequestIdempotency.Of(request);
        if (idempotency != Idempotency.NotIdempotent && !await TryKeepContentAsync(request, cancellationToken).ConfigureAwait(false))
            idempotency = Idempotency.NotIdempotent;
        if (idempotency == Idempotency.NotIdempotent)
            RequestIdempotency.ForbidRepetition(request);
        var exchange = new Exchange(this, request);
        var result = await pipeline
            .ExecuteAsync(idempotency, exchange, static (exchange, token) => exchange.AttemptAsync(token), cancellationToken).ConfigureAwait(false);
        if (result.IsFailure && cancellationToken.IsCancellationRequested)
        {
            // During the wait for a retry the answer before it is still here, and not what a caller that has left is told.
            exchange.Response?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }
        if (exchange.Response is { } response)
            return response;
        var error = result.Error;
        // What HttpClient's users know comes back as they know it, and so does what a handler inside throws for an answer.
        if (error.Cause is HttpRequestException or ErrorException)
            ExceptionDispatchInfo.Throw(error.Cause);
        throw new ErrorException(error);
    }

    /// <summary>Reading the content comes before the first attempt, and a source that gives nothing must not hold the call for longer than the call may take.</summary>
    private async ValueTask<bool> TryKeepContentAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (RequestIdempotency.IsKept(request.Content))
            return true;
        using var limit = pipeline.StartTotalTimeout();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await RequestIdempotency.TryKeepContentAsync(request, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ErrorException(CommonErrors.Timeout().WithCause(late));
        }
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);

    /// <summary>One request and what has come of it so far.</summary>
    private sealed class Exchange(ResilienceHandler handler, HttpRequestMessage request)
    {
        public HttpResponseMessage? Response { get; private set; }

        public async ValueTask<Result<HttpResponseMessage>> AttemptAsync(CancellationToken cancellationToken)
        {
            Response?.Dispose();
            Response = null;
            var response = await handler.SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                // The content of a failure may say in the catalogue's own words whether another attempt is worth it.
                Result<HttpResponseMessage> result = (int)response.StatusCode < 400
                    ? response
                    : await response.ReadErrorAsync(handler.Reader, cancellationToken).ConfigureAwait(false);
                Response = response;
                return result;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }

    private ProblemReader Reader => reader;
}
