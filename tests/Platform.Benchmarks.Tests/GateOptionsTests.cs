using Platform.Benchmarks.Gate;

namespace Platform.Benchmarks.Tests;

public sealed class GateOptionsTests
{
    [Fact]
    public void Everything_can_be_asked_for_at_once()
    {
        var options = GateOptions.Parse(["errors", "--ci", "--row", "success", "--require-all", "--json", "out.json", "--markdown", "out.md", "audit"]);

        Assert.Equal(["errors", "audit"], options.Areas);
        Assert.Equal(("success", "out.json", "out.md"), (options.Row, options.JsonFile, options.MarkdownFile));
        Assert.True(options.Ci && options.RequireAll && !options.List && !options.SelfTest);
    }

    [Theory]
    [InlineData("--unknown")]
    [InlineData("--json")]
    [InlineData("--row --ci")]
    [InlineData("--self-test errors")]
    [InlineData("--self-test --ci")]
    [InlineData("--list --json out.json")]
    [InlineData("--list --self-test")]
    public void What_makes_no_sense_is_refused(string line) => Assert.Throws<UsageException>(() => GateOptions.Parse(line.Split(' ')));
}
