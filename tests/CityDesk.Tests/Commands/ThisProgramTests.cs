using CityDesk.Commands;
using Platform.Testing;

namespace CityDesk.Tests.Commands;

public sealed class ThisProgramTests
{
    [Fact]
    public void Who_works_in_the_repository_calls_it_by_its_project()
    {
        var built = Path.Combine(Checkout.Root, "artifacts", "bin", "CityDesk", "debug") + Path.DirectorySeparatorChar;

        Assert.Equal($"dotnet run --project {Path.Combine("samples", "CityDesk")} --", ThisProgram.Describe(Path.Combine(built, "citydesk"), built, Checkout.Root));
        Assert.Equal(
            $"dotnet run --project {ThisProgram.Quote(Path.Combine(Checkout.Root, "samples", "CityDesk"))} --",
            ThisProgram.Describe(Path.Combine(built, "citydesk"), built, Path.GetTempPath()));
    }

    [Theory]
    [InlineData("/opt/desk/citydesk", "/opt/desk/", "/home/me", "/opt/desk/citydesk")]
    [InlineData("/opt/desk/citydesk", "/opt/desk/", "/opt", "desk/citydesk")]
    [InlineData("/opt/desk/citydesk", "/opt/desk/", "/opt/desk", "./citydesk")]
    [InlineData("/opt/my desk/citydesk", "/opt/my desk/", "/", "'opt/my desk/citydesk'")]
    [InlineData("/usr/bin/dotnet", "/opt/desk/", "/home/me", "dotnet /opt/desk/citydesk.dll")]
    [InlineData("/usr/bin/dotnet", "/opt/desk/", "/opt/desk", "dotnet citydesk.dll")]
    [InlineData(null, "/opt/desk", "/", "dotnet opt/desk/citydesk.dll")]
    public void Anywhere_else_it_is_called_by_where_it_lies(string? process, string folder, string here, string call)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are those of Unix.");
        Assert.Equal(call, ThisProgram.Describe(process, folder, here));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("--Desk:DataFolder=/srv/a", "--Desk:DataFolder=/srv/a")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    [InlineData("", "''")]
    public void A_word_is_quoted_as_a_shell_reads_it_back(string word, string quoted) => Assert.Equal(quoted, ThisProgram.Quote(word));

    [Fact]
    public void A_connection_string_is_left_to_be_filled_in() => Assert.Equal(
        " --Database:Provider=PostgreSql --Database:ConnectionString=…",
        SettingArguments.Repeat(["--Database:Provider=PostgreSql", "--Database:ConnectionString=Host=x;Password=hush"]));
}
