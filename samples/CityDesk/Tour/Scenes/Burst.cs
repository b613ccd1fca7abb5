using System.Globalization;
using System.Net;

namespace CityDesk.Tour.Scenes;

/// <summary>A stranger asks too fast, is told when to return, and is served then.</summary>
internal sealed class Burst : IScene
{
    private const int MostCalls = 500;
    private const string Services = "/open311/v2/services.json";

    public string Name => "burst";

    public string Title => "A burst of calls hits the limit, and learns when to return.";

    public async Task PlayAsync(TourDesk desk, Narrator tell, CancellationToken cancellationToken)
    {
        await tell.DoAsync($"Somebody without a key asks for {Services} again and again.");
        var served = 0;
        using var refused = await UntilRefusedAsync();
        await tell.CheckAsync(refused.StatusCode == HttpStatusCode.TooManyRequests, string.Create(CultureInfo.InvariantCulture, $"{served} calls were served, and the next was refused with 429"));
        foreach (var header in refused.Headers.Where(static header => header.Key is "Retry-After" || header.Key.StartsWith("RateLimit", StringComparison.OrdinalIgnoreCase)))
            await tell.QuoteAsync($"{header.Key}: {string.Join(", ", header.Value)}");

        var wait = refused.Headers.RetryAfter?.Delta;
        await tell.CheckAsync(wait is not null, "the refusal says how many seconds to wait");
        await tell.DoAsync(string.Create(CultureInfo.InvariantCulture, $"It waits as it was told, {wait!.Value.TotalSeconds:0} s, and asks once more."));
        await Task.Delay(wait.Value, TimeProvider.System, cancellationToken);
        using var again = await desk.Stranger.GetAsync(Services, cancellationToken);
        await tell.CheckAsync(again.IsSuccessStatusCode, "it is served");

        async Task<HttpResponseMessage> UntilRefusedAsync()
        {
            while (true)
            {
                var answer = await desk.Stranger.GetAsync(Services, cancellationToken);
                if (!answer.IsSuccessStatusCode || ++served == MostCalls)
                    return answer;
                answer.Dispose();
            }
        }
    }
}
