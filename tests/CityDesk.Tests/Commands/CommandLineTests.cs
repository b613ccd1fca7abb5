using CityDesk.Commands;
using CityDesk.Data;
using CityDesk.Geocoding;
using Platform.Testing;

namespace CityDesk.Tests.Commands;

/// <summary>What the command line understands, without a database.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--Database:Provider=PostgreSql")]
    [InlineData("--urls", "http://127.0.0.1:0")]
    [InlineData("--urls=http://127.0.0.1:0")]
    [InlineData("--environment=Development", "--contentRoot=/tmp")]
    [InlineData("Urls=http://127.0.0.1:0")]
    [InlineData("/urls=http://127.0.0.1:0")]
    [InlineData]
    public void Settings_alone_start_the_web_host(params string[] args) => Assert.False(DeskCommands.Recognises(args));

    [Theory]
    [InlineData("import", "x.csv")]
    [InlineData("--Desk:DataFolder=x", "import", "x.csv")]
    [InlineData("improt", "x.csv")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--version")]
    public void Words_are_commands_also_when_they_are_none(params string[] args) => Assert.True(DeskCommands.Recognises(args));

    [Theory]
    [InlineData("improt", "x.csv")]
    [InlineData("import")]
    [InlineData("import", "x.csv", "y.csv")]
    [InlineData("import", "x.csv", "--list")]
    [InlineData("import", "--list", "--run", "1")]
    [InlineData("import", "x.csv", "--from", "paris")]
    [InlineData("import", "x.csv", "--batch-size", "0")]
    [InlineData("import", "x.csv", "--batch-size", "many")]
    [InlineData("import", "x.csv", "--dry-run")]
    [InlineData("import", "--run", "first")]
    [InlineData("import", "x.csv", "--Database:Provider", "PostgreSql")]
    [InlineData("import", "@x.csv", "--jurisdiction")]
    [InlineData("keys")]
    [InlineData("keys", "add")]
    [InlineData("keys", "add", "a", "b")]
    [InlineData("keys", "revoke")]
    [InlineData("staff", "add", "u")]
    [InlineData("staff", "password")]
    [InlineData("generate", "--requests", "5")]
    [InlineData("generate", "--requests", "many", "--seed", "1")]
    [InlineData("generate", "--requests", "-5", "--seed", "1")]
    [InlineData("generate", "--requests", "5", "--seed", "-1")]
    public async Task What_is_not_understood_is_an_error_with_a_hint(params string[] args)
    {
        var run = await CommandRun.RunAsync(args);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Matches(@"See 'citydesk [a-z ]*--help'\. Settings are written --Section:Key=value", run.Error);
        Assert.Equal("", run.Out.Trim());
    }

    [Theory]
    [InlineData("--Databse:Provider=PostgreSql", "there is no section Databse; known are Database, Desk, Geocoding and Logging")]
    [InlineData("--Database:Conection=Host=x", "section Database has Provider, ConnectionString")]
    [InlineData("--Database:Provider:Name=x", "section Database has Provider, ConnectionString")]
    [InlineData("--Database:Provider=PostgreSql", "Database:ConnectionString must say where it is")]
    [InlineData("--Database:Provider=Oracle", "Provider must be Sqlite or PostgreSql")]
    [InlineData("--Desk:CityRequests=many", "CityRequests must be a whole number")]
    [InlineData("--Desk:BatchInterval=soon", "BatchInterval must be a duration like 00:00:30")]
    [InlineData("--Desk:RequireJurisdictionId=perhaps", "RequireJurisdictionId must be true or false")]
    [InlineData("--Database:Provider=7", "Provider must be Sqlite or PostgreSql")]
    [InlineData("--Database:ConnectionString=nonsense", "Database:ConnectionString cannot be read")]
    [InlineData("--Geocoding:Pateince=00:00:01", "section Geocoding has BaseAddress, Patience")]
    [InlineData("--Desk:CityRequests=-1", "Settings: The field CityRequests must be between 0 and 10000000. See")]
    public async Task A_misspelt_setting_is_an_error_and_never_another_database(string setting, string problem)
    {
        var run = await CommandRun.RunAsync("keys", "list", setting);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("import", "--help")]
    [InlineData("keys", "--help")]
    [InlineData("keys", "add", "--help")]
    [InlineData("keys", "list", "--help")]
    [InlineData("keys", "revoke", "--help")]
    [InlineData("staff", "--help")]
    [InlineData("staff", "add", "--help")]
    [InlineData("staff", "password", "--help")]
    [InlineData("generate", "--help")]
    public async Task Every_command_explains_itself_and_its_arguments(params string[] args)
    {
        var run = await CommandRun.RunAsync(args);

        Assert.Equal((ExitCodes.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("Usage:", run.Out, StringComparison.Ordinal);
        // A line of the tables that has a name and nothing beside it is an argument that nobody explained.
        Assert.DoesNotMatch(@"(?m)^  (-{1,2}[a-z?-]+|<[A-Z]+>)(, -{1,2}[a-z?-]+)*( <[A-Z]+>)?\s*$", run.Out);
    }

    [Fact]
    public async Task The_help_of_the_program_names_every_command_and_exit_code()
    {
        var help = (await CommandRun.RunAsync("--help")).Out;

        Assert.All(["import", "keys", "staff", "generate", "0 done", "1 could", "2 wrong", "3 the file", "130 stopped"], text => Assert.Contains(text, help, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_help_of_the_program_and_the_readme_tell_every_setting_there_is()
    {
        var help = (await CommandRun.RunAsync("--help")).Out;
        var readme = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "samples", "CityDesk", "README.md"), TestContext.Current.CancellationToken);
        (string Section, Type Options)[] sections = [(DatabaseOptions.Section, typeof(DatabaseOptions)), (DeskOptions.Section, typeof(DeskOptions)), (GeocodingOptions.Section, typeof(GeocodingOptions))];

        Assert.Equal(typeof(DeskOptions).Assembly.GetTypes().Where(type => type.GetField("Section") is { IsLiteral: true }).ToHashSet(), sections.Select(section => section.Options).ToHashSet());
        Assert.All(sections.SelectMany(section => section.Options.GetProperties().Select(key => $"{section.Section}:{key.Name}")), name =>
        {
            Assert.Contains($"--{name}=", help, StringComparison.Ordinal);
            Assert.Contains(DeskSettings.All, setting => setting.Name == name);
        });
        Assert.All(DeskSettings.All, setting =>
        {
            Assert.NotEmpty(setting.Placeholder);
            Assert.NotEmpty(setting.Description);
            Assert.Contains($"`{setting.Name}`", readme, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_readme_names_every_command()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "samples", "CityDesk", "README.md"), TestContext.Current.CancellationToken);

        Assert.All(
            ["import FILE", "import --list", "import --run", "keys add", "keys list", "keys revoke", "staff add", "staff password", "generate --requests"],
            command => Assert.Contains($"`{command}", readme, StringComparison.Ordinal));
    }
}
