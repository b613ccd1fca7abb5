using FsCheck;
using FsCheck.Xunit;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Processes;
using Platform.Plugins.InProcess.Sandbox;

namespace Platform.Plugins.InProcess.Tests.Processes;

/// <summary>What a manifest asks for, as what the kernel holds a process to; and how its end is told.</summary>
public sealed class ProcessGrantsTests
{
    [Property]
    public void What_is_written_for_a_process_is_read_by_it(PositiveInt memory, NonNull<string>[] paths, ushort[] ports)
    {
        var grants = new ProcessGrants(memory.Get, [.. paths.Select(path => "/" + path.Get)], [.. paths.Select(path => "/w/" + path.Get)],
            [.. ports.Select(port => (int)port)]);

        var read = ProcessGrants.Read([.. grants.Write()]);

        Assert.Equal(grants.MemoryMebibytes, read.MemoryMebibytes);
        Assert.Equal(grants.Readable, read.Readable);
        Assert.Equal(grants.Writable, read.Writable);
        Assert.Equal(grants.Ports, read.Ports);
    }

    [Fact]
    public void Capabilities_are_what_the_kernel_knows_of_them()
    {
        var grants = ProcessGrants.Of("acme.tax", ["fs.read:/srv/rates", "fs.write:/srv/out", "net.http:a.example", "net.http:b.example",
            "net.http:http://c.example:8080", "rates"], 64);

        Assert.Equal(["/srv/rates"], grants.Readable);
        Assert.Equal(["/srv/out"], grants.Writable);
        Assert.Equal([443, 8080], grants.Ports);
    }

    [Theory]
    [InlineData("fs.read:srv")]
    [InlineData("fs.read:")]
    [InlineData("fs.write:/srv/../etc")]
    [InlineData("fs.read:/srv/./a")]
    [InlineData("net.http:a.example/path")]
    public void A_capability_that_would_allow_something_else_than_it_says_is_refused(string capability) =>
        Assert.Throws<PluginStartException>(() => ProcessGrants.Of("acme.tax", [capability], 64));

    [Theory]
    [InlineData(0, "ended by itself with the code 0")]
    [InlineData(128, "ended by itself with the code 128")]
    [InlineData(134, "crashed with SIGABRT")]
    [InlineData(137, "crashed with SIGKILL")]
    [InlineData(139, "crashed with SIGSEGV")]
    [InlineData(162, "crashed with the signal 34")]
    public void An_end_is_told_in_words(int code, string expected) => Assert.Equal(expected, ExitText.Of(code));

    [Theory]
    [InlineData("process", "Process")]
    [InlineData("sandbox (no_new_privs, rlimits, landlock 7, seccomp)", "Sandbox")]
    [InlineData("", "InProcess")]
    [InlineData("sandboxed", "InProcess")]
    public void A_level_that_nobody_knows_is_none(string said, string level) => Assert.Equal(level, SandboxLevel.Of(said).ToString());
}
