using System.Diagnostics;
using Platform.Testing;

namespace Platform.Audit.Ed25519.Tests;

/// <summary>
/// The verifier in <c>Go/verify.go</c>, built once on Go's own <c>sumdb/note</c> and <c>sumdb/tlog</c> as Debian packages them (<c>golang-go</c>,
/// <c>golang-golang-x-mod-dev</c>).
/// </summary>
public sealed class GoProgram : IAsyncLifetime
{
    private const string Libraries = "/usr/share/gocode";

    private string? _program;

    /// <summary>Why it cannot be run, or <see langword="null"/>.</summary>
    public static string? SkipReason =>
        !File.Exists("/usr/bin/go") ? "Go is not installed (golang-go)"
        : !Directory.Exists($"{Libraries}/src/golang.org/x/mod/sumdb/tlog") ? "Go's sumdb is not installed (golang-golang-x-mod-dev)"
        : null;

    public async ValueTask InitializeAsync()
    {
        if (SkipReason is not null)
            return;
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts", "go")).FullName, "verify-log");
        var (code, output) = await RunAsync("/usr/bin/go", "build", "-o", program, Path.Combine(AppContext.BaseDirectory, "Go", "verify.go"));
        Assert.True(code == 0, output);
        _program = program;
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>Lets Go verify what lies in a folder.</summary>
    /// <returns>Its exit code and what it said.</returns>
    public Task<(int Code, string Output)> VerifyAsync(string folder)
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        return RunAsync(_program!, folder);
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GO111MODULE"] = "off"; // Debian's libraries lie in a GOPATH
        start.Environment["GOPATH"] = Libraries;
        start.Environment["GOFLAGS"] = "";
        start.Environment["GOCACHE"] = Path.Combine(Checkout.Root, "artifacts", "go", "cache");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
