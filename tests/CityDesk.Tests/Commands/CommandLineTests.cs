using CityDesk.Commands;
using CityDesk.Data;
using CityDesk.Geocoding;
using CityDesk.Limits;
using CityDesk.Settings;
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
    [InlineData("import", "--run", "0")]
    [InlineData("keys", "lst")]
    [InlineData("import", "x.csv", "--Database:Provider", "PostgreSql")]
    [InlineData("import", "@x.csv", "--jurisdiction")]
    [InlineData("keys")]
    [InlineData("keys", "add")]
    [InlineData("keys", "add", "a", "b")]
    [InlineData("keys", "revoke")]
    [InlineData("staff", "add", "u")]
    [InlineData("staff", "password")]
    [InlineData("staff", "remove")]
    [InlineData("generate", "--requests", "5")]
    [InlineData("generate", "--requests", "many", "--seed", "1")]
    [InlineData("generate", "--requests", "-5", "--seed", "1")]
    [InlineData("generate", "--requests", "5", "--seed", "-1")]
    public async Task What_is_not_understood_is_an_error_with_a_hint(params string[] args)
    {
        var run = await CommandRun.RunAsync(args);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Matches(@"See 'dotnet .*[a-z ]*--help'\. Settings are written --Section:Key=value", run.Error);
        Assert.Equal("", run.Out.Trim());
        var lines = run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Distinct(), lines);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'improt' is no command; there is import, check, keys, staff, residents, generate or tour. Did you mean import?", "improt", "x.csv")]
    [InlineData("'lst' is no command of keys; there is add, list, tier or revoke. Did you mean list?", "keys", "lst")]
    [InlineData("A command has to follow: add, list, tier or revoke.", "keys")]
    [InlineData("'--reprot' is no option of import. Did you mean --report?", "import", "x.csv", "--reprot")]
    [InlineData("'y.csv' is too much for import.", "import", "x.csv", "y.csv")]
    [InlineData("--run must be a whole number of 1 or more.", "import", "--run", "first")]
    [InlineData("--batch-size must be a whole number from 1 to 10,000.", "import", "x.csv", "--batch-size", "many")]
    [InlineData("--from must be los-angeles or st-louis.", "import", "x.csv", "--from", "paris")]
    [InlineData("--from must be los-angeles or st-louis. Did you mean st-louis?", "check", "x.csv", "--from", "stlouis")]
    public async Task A_mistake_is_told_in_one_line_and_then_where_to_look(string line, params string[] args)
    {
        var run = await CommandRun.RunAsync(args);

        var lines = run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((line, 2), (lines[0], lines.Length));
    }

    [Theory]
    [InlineData("--verbose")]
    [InlineData("--Desk:CityRequests=5", "--Urls")]
    [InlineData("--Urls=http://127.0.0.1:0", "keys", "list")]
    [InlineData("-p", "5000")]
    [InlineData("-p=5000")]
    public void What_the_framework_would_pass_over_is_an_error(params string[] args)
    {
        Assert.False(DeskCommands.Recognises(args));

        var refused = Assert.Throws<OperatorException>(() => SettingArguments.RequireReadable(args));
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
    }

    [Theory]
    [InlineData]
    [InlineData("--urls", "http://127.0.0.1:0")]
    [InlineData("--urls=http://127.0.0.1:0", "/environment=Development", "Desk:CityRequests=5")]
    [InlineData("/urls", "http://127.0.0.1:0", "--Desk:Contact=")]
    public void What_the_framework_reads_is_none(params string[] args) => SettingArguments.RequireReadable(args);

    [Theory]
    [InlineData("--Databse:Provider=PostgreSql", "there is no section Databse; known are Audit, Contractors, Database, Desk, Encryption, Geocoding, Limits, Plugins, Logging. Did you mean Database?")]
    [InlineData("--Database:ConectionString=Host=x", "section Database has Provider, ConnectionString. Did you mean ConnectionString?")]
    [InlineData("--Database:Provider:Name=x", "section Database has Provider, ConnectionString")]
    [InlineData("--Database:Provider=PostgreSql", "Database:ConnectionString must say where it is")]
    [InlineData("--Database:Provider=Oracle", "Provider must be Sqlite or PostgreSql")]
    [InlineData("--Desk:CityRequests=many", "CityRequests must be a whole number")]
    [InlineData("--Desk:BatchInterval=soon", "BatchInterval must be a duration like 00:00:30")]
    [InlineData("--Desk:RequireJurisdictionId=perhaps", "RequireJurisdictionId must be true or false")]
    [InlineData("--Database:Provider=7", "Provider must be Sqlite or PostgreSql")]
    [InlineData("--Database:ConnectionString=nonsense", "Database:ConnectionString cannot be read")]
    [InlineData("--Geocoding:Pateince=00:00:01", "section Geocoding has BaseAddress, Patience")]
    [InlineData("--Desk:CityRequests=-1", "Settings: Desk:CityRequests must be 0 to 10,000,000. See")]
    [InlineData("--Desk:BatchInterval=1", "BatchInterval must be a duration like 00:00:30, which is 30 seconds")]
    [InlineData("--Logging:LogLevel:Default=Lots", "must be Trace, Debug, Information, Warning, Error, Critical or None")]
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
    [InlineData("staff", "list", "--help")]
    [InlineData("staff", "password", "--help")]
    [InlineData("staff", "remove", "--help")]
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
        (string Section, Type Options)[] sections = [(DatabaseOptions.Section, typeof(DatabaseOptions)), (DeskOptions.Section, typeof(DeskOptions)), (GeocodingOptions.Section, typeof(GeocodingOptions)),
            (CityDesk.Webhooks.DeskWebhookOptions.Section, typeof(CityDesk.Webhooks.DeskWebhookOptions)), (CityDesk.Auditing.AuditOptions.Section, typeof(CityDesk.Auditing.AuditOptions)), (CityDesk.Residents.EncryptionOptions.Section, typeof(CityDesk.Residents.EncryptionOptions)), (LimitsOptions.Section, typeof(LimitsOptions)),
            (CityDesk.Plugins.DeskPluginOptions.Section, typeof(CityDesk.Plugins.DeskPluginOptions))];

        Assert.Equal(typeof(DeskOptions).Assembly.GetTypes().Where(type => type.GetField("Section") is { IsLiteral: true }).ToHashSet(), sections.Select(section => section.Options).ToHashSet());
        Assert.All(sections.SelectMany(section => section.Options.GetProperties().Where(key => key.Name != nameof(LimitsOptions.Tiers)).Select(key => $"{section.Section}:{key.Name}")), name =>
        {
            Assert.Contains($"--{name}=", help, StringComparison.Ordinal);
            Assert.Contains(DeskSettings.All, setting => setting.Name == name);
        });
        // What stands behind names that the operator chooses.
        Assert.All(typeof(TierOptions).GetProperties(), key => Assert.Contains($"--Limits:Tiers:NAME:{key.Name}=", help, StringComparison.Ordinal));
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
            ["import FILE", "import --list", "import --run", "keys add", "keys list", "keys revoke", "staff add", "staff list", "staff password", "staff remove", "generate --requests"],
            command => Assert.Contains($"`{command}", readme, StringComparison.Ordinal));
    }
}
