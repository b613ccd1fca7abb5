using System.Globalization;
using CityDesk.Commands;

namespace CityDesk.Tour.Scenes;

/// <summary>A resident gets a new key while staff look at what the old one sealed.</summary>
internal sealed class KeyUnderLoad : IScene
{
    private const string Address = "ines.fabre@mail.example";
    private const int Readers = 4;
    private const int Rotations = 3;

    public string Name => "key";

    public string Title => "A key is rotated under load, and no call fails.";

    public async Task PlayAsync(TourDesk desk, Narrator tell, CancellationToken cancellationToken)
    {
        var number = await desk.FileAsync("A bathtub in the creek", Address, cancellationToken);
        await tell.DoAsync($"{Readers} members of staff look at request {number}, with the address of who filed it, as fast as they can.");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (read, failed) = (0, 0);
        var readers = Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => ReadAsync()));
        try
        {
            for (var rotation = 1; rotation <= Rotations; rotation++)
            {
                var before = Volatile.Read(ref read);
                await tell.DoAsync($"citydesk residents rotate {Address}");
                var rotated = await desk.CallAsync(cancellationToken, "residents", "rotate", Address);
                await tell.QuoteAsync(rotated.Out + rotated.Error);
                await tell.CheckAsync(rotated.ExitCode == ExitCodes.Success && rotated.Out.Contains(" 0 left", StringComparison.Ordinal), "everything of theirs is sealed with the new key");
                while (Volatile.Read(ref read) < before + Readers && Volatile.Read(ref failed) == 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
            }
        }
        finally
        {
            await enough.CancelAsync();
            await readers;
        }

        await tell.CheckAsync(failed == 0, string.Create(CultureInfo.InvariantCulture, $"{read} looks, all of which showed the address, and none failed"));

        async Task ReadAsync()
        {
            while (!enough.IsCancellationRequested)
            {
                using var page = await desk.Staff.GetAsync($"/desk/requests/{number}", cancellationToken);
                var shown = page.IsSuccessStatusCode && (await page.Content.ReadAsStringAsync(cancellationToken)).Contains(Address, StringComparison.Ordinal);
                Interlocked.Increment(ref shown ? ref read : ref failed);
            }
        }
    }
}
