using System.Runtime.InteropServices;
using BenchmarkDotNet.Running;
using Platform.Benchmarks;
using Platform.Benchmarks.CityDesk.Load;
using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Plugins;

using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopInOrder);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopInOrder);

switch (args)
{
    case ["gate", .. var rest]:
        return await GateCommand.RunAsync(rest, Console.Out, Console.Error, cancellation.Token);

    case ["explore", .. var rest]:
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Areas).Assembly).Run(rest).ToList();
        return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;

    // The other end of a peer in a process of its own.
    case [EchoPeer.Word, var socket]:
        await EchoPeer.ServeAsync(socket, cancellation.Token);
        return 0;

    // What the load of CityDesk is measured beside: started by the gate, in a process of its own.
    case ["bare-desk", var file, var key]:
        return await BareDesk.RunAsync(file, key, cancellation.Token);

    default:
        Console.Error.WriteLine("""
            gate [area…] [--help]     measure ours beside its peers and judge each row by its bar
            explore [--filter …]      BenchmarkDotNet, for looking closer at one thing
            """);
        return 2;
}

// What a row has made in a database is taken away by its tear-down, which a killed process would skip. Asked a second time,
// the process ends at once.
void StopInOrder(PosixSignalContext signal)
{
    signal.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}
