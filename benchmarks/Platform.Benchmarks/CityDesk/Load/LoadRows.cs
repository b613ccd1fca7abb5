using System.Diagnostics;
using CityDesk.Tour;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.CityDesk.Load;

/// <summary>What the packages cost a whole service: CityDesk with all of them beside a desk that has none, each in a process of its own, called over loopback.</summary>
internal static class LoadRows
{
    private const string Bare = "without the packages";
    private const int Starts = 5;

    public static IEnumerable<GateRow> All() =>
    [
        Load("a list of fifty over HTTP", static (address, _, _, _) => RawCaller.Request(address, "GET /open311/v2/requests.json?page_size=50&jurisdiction_id=" + BareDesk.City)).InFullForm(),
        Load("one request over HTTP", static (address, _, id, _) => RawCaller.Request(address, $"GET /open311/v2/requests/{id}.json?jurisdiction_id={BareDesk.City}")).InFullForm(),
        Load("a request filed over HTTP", static (address, key, _, caller) => RawCaller.Request(address, "POST /open311/v2/requests.json", Form(key, caller))).OnDisk().InFullForm(),
        GateRow.Quantity("opening a desk, beyond one without the packages", "nanoseconds", Unit.Nanoseconds, Noise.Timing, OpeningAsync).InFullForm(),
    ];

    private static GateRow Load(string name, Func<Uri, string, string, int, byte[]> bytes)
    {
        var call = new RunningDesk.Call(bytes);
        return GateRow.Throughput(
            name,
            Side.OfAsync("ours", async token => await RunningDesk.OpenAsync(call, token), static (desk, caller, token) => desk.CallAsync(caller, token), callers: RunningDesk.Callers),
            Side.OfAsync(Bare, async token => await RunningDesk.OpenBareAsync(call, token), static (desk, caller, token) => desk.CallAsync(caller, token), callers: RunningDesk.Callers));
    }

    private static string Form(string key, int caller) =>
        $"api_key={key}&service_code=DUMPING&address_string=12%20Elm%20St&description=A%20mattress%20behind%20the%20bus%20stop"
        + $"&email=resident{caller}%40mail.example&first_name=Mara&last_name=Quill&jurisdiction_id={BareDesk.City}";

    /// <summary>The median of some starts each, in turn, from the process to the line that says it is open.</summary>
    private static async ValueTask<double> OpeningAsync(CancellationToken cancellationToken)
    {
        var (folder, bare) = (Directory.CreateTempSubdirectory("platform-gate-desk-"), Directory.CreateTempSubdirectory("platform-gate-desk-"));
        try
        {
            await OpenAsync(RunningDesk.StartAsync, folder, cancellationToken);
            await OpenAsync(RunningDesk.StartBareAsync, bare, cancellationToken);
            List<double> ours = [], theirs = [];
            for (var i = 0; i < Starts; i++)
            {
                ours.Add(await OpenAsync(RunningDesk.StartAsync, folder, cancellationToken));
                theirs.Add(await OpenAsync(RunningDesk.StartBareAsync, bare, cancellationToken));
            }

            return ours.Order().ElementAt(Starts / 2) - theirs.Order().ElementAt(Starts / 2);
        }
        finally
        {
            folder.Delete(recursive: true);
            bare.Delete(recursive: true);
        }
    }

    private static async Task<double> OpenAsync(
        Func<DirectoryInfo, CancellationToken, Task<HostProcess>> start, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var host = await start(folder, cancellationToken);
        return Stopwatch.GetElapsedTime(begun).TotalNanoseconds;
    }
}
