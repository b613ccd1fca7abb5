using Platform.Architecture.Tests.Approvals;
using Platform.Architecture.Tests.Model;
using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class ContractsAreApprovedTests : IDisposable
{
    private const string Before = """
        namespace Platform.Errors;
        public sealed class PlatformErrorsOptions { public int Limit { get; set; } = 10; public string? Name { get; set; } }
        static class Log
        {
            [Microsoft.Extensions.Logging.LoggerMessage(EventId = 7, Level = Microsoft.Extensions.Logging.LogLevel.Warning, Message = "Lost {Count}")]
            public static void Lost(Microsoft.Extensions.Logging.ILogger logger, int count) { }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("planted-").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // Windows keeps a loaded assembly's file until the process ends.
        }
    }

    private House House(string code) => Planted.House(Planted.Package("Platform.Errors").With(code).In(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString())).FullName));

    private House Approved(string code, string after) =>
        House(after) with { Approved = ContractsAreApproved.Texts(House(code).Packages[0]).ToDictionary(text => text.File, text => text.Text) };

    [Theory]
    [InlineData("public string? Name", "public string? Title", "Platform.Errors.PublicApi.txt", "+         public string? Title { get; set; }")]
    [InlineData("= 10", "= 11", "Platform.Errors.Options.txt", "-   Limit: Int32 = 10\n+   Limit: Int32 = 11")]
    [InlineData("Lost {Count}", "Dropped {Count}", "Platform.Errors.Telemetry.txt", "-   7 Lost Warning: Lost {Count}\n+   7 Lost Warning: Dropped {Count}")]
    [InlineData("EventId = 7", "EventId = 8", "Platform.Errors.Telemetry.txt", "+   8 Lost Warning")]
    public void A_contract_that_changed_without_approval_is_refused(string before, string after, string file, string diff)
    {
        var house = Approved(Before, Before.Replace(before, after, StringComparison.Ordinal));

        Planted.IsCaught(ContractsAreApproved.Check(house).Where(violation => violation.Offender == file), file, diff);
        Assert.Contains(Path.ChangeExtension(file, ".received.txt"), ContractsAreApproved.ToReceive(house).Select(received => received.File));
    }

    [Fact]
    public void A_contract_that_nobody_approved_yet_is_refused()
    {
        var house = House("namespace Platform.Errors; public enum Severity { Low }");

        Planted.IsCaught(ContractsAreApproved.Check(house), "Platform.Errors.PublicApi.txt", "+     public enum Severity");
    }

    [Fact]
    public void An_approval_of_what_is_gone_is_refused()
    {
        var house = Approved(Before, Before) with { Packages = [] };

        Assert.Equal(["Platform.Errors.Options.txt", "Platform.Errors.PublicApi.txt", "Platform.Errors.Telemetry.txt"],
            ContractsAreApproved.Check(house).Select(violation => violation.Offender).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_change_that_nobody_outside_can_see_is_allowed()
    {
        var house = Approved(Before, Before + "\ninternal sealed class Inner { public int Depth; }");

        Planted.IsClean(ContractsAreApproved.Check(house));
        Assert.Empty(ContractsAreApproved.ToReceive(house));
    }

    [Fact]
    public void An_approved_file_with_other_line_endings_is_allowed()
    {
        var house = Approved(Before, Before);
        var windows = house with { Approved = house.Approved.ToDictionary(file => file.Key, file => file.Value.ReplaceLineEndings("\r\n") + "\r\n\r\n") };

        Planted.IsClean(ContractsAreApproved.Check(windows));
    }

    [Fact]
    public void A_diff_shows_the_change_and_its_surroundings_only()
    {
        var before = string.Join('\n', Enumerable.Range(1, 9));
        var after = before.Replace("5", "five", StringComparison.Ordinal);

        Assert.Equal("  …\n  3\n  4\n- 5\n+ five\n  6\n  7\n", LineDiff.Of(before, after));
    }
}
