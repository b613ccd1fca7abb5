using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.Tool.Commands;

namespace Platform.Plugins.Tool.Tests;

/// <summary>A folder of its own, with a clock, in which commands are run as from the command line.</summary>
public sealed class Workshop : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-plugin-");

    public FakeTimeProvider Time { get; } = new(Now);

    public string In(string name) => Path.Combine(_folder.FullName, name);

    public async Task<ToolAnswer> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await ToolCommands.RunAsync(arguments, output, error, Time);
        return new ToolAnswer(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The files of a plugin, in a folder.</summary>
    public string Plugin(
        string version = "1.0.0", string id = "acme.tax", string? capability = null, byte[]? assembly = null, string name = "Taxes")
    {
        var folder = In($"{id}-{version}");
        Directory.CreateDirectory(Path.Combine(folder, "de"));
        File.WriteAllText(Path.Combine(folder, "plugin.json"), $$"""
            {
              "id": "{{id}}", "version": "{{version}}", "name": "{{name}}", "assembly": "Acme.dll", "contracts": { "rule": "^1" },
              "contributes": [{ "contract": "rule", "name": "vat", "type": "Acme.Rule" }],
              "capabilities": [{{(capability is null ? "" : $"\"{capability}\"")}}]
            }
            """);
        File.WriteAllBytes(Path.Combine(folder, "Acme.dll"), assembly ?? [1, 2, 3]);
        File.WriteAllText(Path.Combine(folder, "de", "Acme.resources.dll"), "words");
        return folder;
    }

    /// <summary>A package of acme's, signed by the key that <see cref="TrustAcmeAsync"/> trusts.</summary>
    public async Task<string> SignedAsync(string version = "1.0.0", string? capability = null, byte[]? assembly = null)
    {
        var package = In($"{version}.plugin");
        (await RunAsync("pack", Plugin(version, capability: capability, assembly: assembly), "--out", package)).Ends(0);
        (await RunAsync("sign", package, "--key", In("acme.key"))).Ends(0);
        return package;
    }

    public async Task TrustAcmeAsync()
    {
        (await RunAsync("key", In("acme"))).Ends(0);
        (await RunAsync("trust", "acme", "--key", In("acme.pub"), "--trust", In("trust.json"))).Ends(0);
    }

    /// <summary>A command with the store and the trust of this workshop.</summary>
    public Task<ToolAnswer> WithStoreAsync(params string[] arguments) =>
        RunAsync([.. arguments, "--store", In("store"), "--trust", In("trust.json")]);

    /// <summary>Installs what somebody has seen and agrees to.</summary>
    public async Task InstallAsync(string package)
    {
        var code = (await WithStoreAsync("install", package, "--json")).Ends(4).Json().GetProperty("agreement").GetString()!;
        (await WithStoreAsync("install", package, "--agree", "alice", "--seen", code)).Ends(0).Says("installed");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>What a command has said.</summary>
public sealed record ToolAnswer(int ExitCode, string Output, string Error)
{
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    public ToolAnswer Ends(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"It ended with {ExitCode} instead of {exitCode}.\n{Output}\n{Error}");
        return this;
    }

    public ToolAnswer Says(string text)
    {
        Assert.Contains(text, Output + Error, StringComparison.Ordinal);
        return this;
    }

    public ToolAnswer SaysNothingOf(string text)
    {
        Assert.DoesNotContain(text, Output + Error, StringComparison.Ordinal);
        return this;
    }
}
