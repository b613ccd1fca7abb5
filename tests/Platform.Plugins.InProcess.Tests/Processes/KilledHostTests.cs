using System.Diagnostics;
using System.Globalization;
using Platform.Plugins.HostWorker;
using Platform.Plugins.Tests.Verification;

namespace Platform.Plugins.InProcess.Tests.Processes;

public sealed class KilledHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("one that waits", "")]
    [InlineData(
        "one that holds every thread of the pool",
        "for (var i = 0; i < 100; i++) ThreadPool.QueueUserWorkItem(_ => { while (true) { } });")]
    public async Task A_host_that_is_killed_leaves_no_process(string what, string misbehaviour)
    {
        Assert.NotEmpty(what);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "waits for a kernel that ends a process with its parent");
        var folder = Directory.CreateTempSubdirectory("killed-host-");
        try
        {
            var plugin = Path.Combine(folder.FullName, "Acme.Plugin.dll");
            await File.WriteAllBytesAsync(plugin, Place(misbehaviour), Token);
            var worker = typeof(IPlace).Assembly.Location;
            using var host = Process.Start(new ProcessStartInfo("dotnet", [worker, folder.CreateSubdirectory("store").FullName, plugin])
            {
                RedirectStandardOutput = true,
            })!;
            var said = await host.StandardOutput.ReadLineAsync(Token);
            var process = int.Parse(said!, CultureInfo.InvariantCulture);
            Assert.NotEqual(host.Id, process);
            Assert.True(ProcessZoo.IsRunning(process));

            // SIGKILL, and to the host alone: nothing of it runs any more.
            host.Kill();
            await host.WaitForExitAsync(Token);

            await ProcessZoo.UntilAsync(() => !ProcessZoo.IsRunning(process));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Place(string misbehaviour) => Compiled.Assembly(
        "Acme.Plugin", "1.0.0.0",
        $$"""
        namespace Acme;
        using System.Threading;
        public class Place : Platform.Plugins.HostWorker.IPlace
        {
            public ValueTask<int> ProcessAsync(CancellationToken cancellationToken) { {{misbehaviour}} return new(Environment.ProcessId); }
        }
        """,
        File.ReadAllBytes(typeof(IPlace).Assembly.Location));
}
