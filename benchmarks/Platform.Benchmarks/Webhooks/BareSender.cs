using System.Net.Http.Headers;

namespace Platform.Benchmarks.Webhooks;

/// <summary>Sends what a delivery sends, with a signature that was made before, and does nothing else.</summary>
internal sealed record BareSender(LoopbackReceiver Receiver) : IAsyncDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _invoker = new(
        new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });
    private readonly Uri _url = Receiver.Url;

    public async ValueTask<int?> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ReadOnlyMemoryContent(body) };
        request.Headers.Add("webhook-id", "msg_1");
        request.Headers.Add("webhook-timestamp", "1772366400");
        request.Headers.Add("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        request.Headers.Add("user-agent", "Platform.Webhooks/0.1.0");
        request.Content.Headers.ContentType = Json;
        using var response = await _invoker.SendAsync(request, cancellationToken);
        if (response.Content.Headers.ContentLength > 0)
            await response.Content.CopyToAsync(Stream.Null, cancellationToken);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        await Receiver.DisposeAsync();
    }
}
