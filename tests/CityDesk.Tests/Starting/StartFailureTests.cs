using System.Net;
using System.Net.Sockets;
using CityDesk.Commands;
using CityDesk.Tests.Commands;

namespace CityDesk.Tests.Starting;

/// <summary>A web host that cannot start says in one line what is wrong and what to do, and ends.</summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-fails-").FullName;

    /// <summary>A home that nobody has lived in: where the SDK was used before lies a certificate for development, which Kestrel takes by itself.</summary>
    private readonly string _home = Directory.CreateTempSubdirectory("citydesk-home-").FullName;

    [Theory]
    [InlineData(ExitCodes.Usage, "Settings: 'Database:Provider=Oracle': Provider must be Sqlite or PostgreSql. See", "--Database:Provider=Oracle")]
    [InlineData(ExitCodes.Usage, "Settings: Database:Provider is PostgreSql, so Database:ConnectionString must say where it is", "--Database:Provider=PostgreSql")]
    [InlineData(ExitCodes.Usage, "Settings: Database:ConnectionString cannot be read", "--Database:Provider=PostgreSql", "--Database:ConnectionString=nonsense")]
    [InlineData(ExitCodes.Failure, "PostgreSQL cannot be reached: Failed to connect to 127.0.0.1:1", "--Database:Provider=PostgreSql", "--Database:ConnectionString=Host=127.0.0.1;Port=1;Password=hush")]
    [InlineData(ExitCodes.Usage, "Settings: 'Desk:CityRequests=many': CityRequests must be a whole number", "--Desk:CityRequests=many")]
    [InlineData(ExitCodes.Usage, "Settings: 'Desk:Contcat': section Desk has", "--Desk:Contcat=x")]
    [InlineData(ExitCodes.Usage, "Settings: Desk:BatchInterval must be 1 second to 1 day, written as hours:minutes:seconds. See", "--Desk:BatchInterval=00:00:00")]
    [InlineData(ExitCodes.Usage, "Settings: Desk:Contact must say how to reach the operator", "--Desk:Contact=")]
    [InlineData(ExitCodes.Usage, "Settings: Desk:KeyService must say how to get a key", "--Desk:KeyService= ")]
    [InlineData(ExitCodes.Usage, "Settings: Geocoding:Patience must be 0.1 seconds to 30 seconds", "--Geocoding:Patience=00:01:00")]
    [InlineData(ExitCodes.Usage, "Settings: 'Limits:ReadsPerMinut': section Limits has ReadsPerMinute, PostsPerMinute,", "--Limits:ReadsPerMinut=5")]
    [InlineData(ExitCodes.Usage, "Settings: 'Limits:Tiers:partner:PerMinut': section Limits:Tiers:partner has PerMinute, PerMonth. Did you mean PerMinute? See", "--Limits:Tiers:partner:PerMinut=5")]
    [InlineData(ExitCodes.Usage, "Settings: 'Limits:Tiers:partner': it is written Limits:Tiers:NAME:KEY, where KEY is PerMinute or PerMonth. See", "--Limits:Tiers:partner=5")]
    [InlineData(ExitCodes.Usage, "Settings: 'Limits:Tiers:partner:PerMonth=lots': PerMonth must be a whole number. See", "--Limits:Tiers:partner:PerMonth=lots")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:Tiers:school:PerMonth must be 1 or more. See", "--Limits:Tiers:school:PerMinute=5")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:DefaultTier must be partner or registered. Did you mean registered? See", "--Limits:DefaultTier=registred")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:PostsPerMinute must be 1 to 1,000,000. See", "--Limits:PostsPerMinute=0")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:Redis cannot be read; it is written as StackExchange.Redis takes it, such as", "--Limits:Redis=redis.internal:6379,nonsense=1")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:RedisSecret must have 16 characters or more.", "--Limits:RedisSecret=short")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:RedisKeyPrefix must have 1 to 64 characters. See", "--Limits:RedisKeyPrefix=")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:RedisDeadline must be 00:00:00.001 to 00:00:10. See", "--Limits:RedisDeadline=00:01:00")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:SignInsPerMinute must be 1 to 1,000,000. See", "--Limits:SignInsPerMinute=0")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:Proxies must be addresses or networks with commas between them, such as 10.0.0.5,10.1.0.0/16. See", "--Limits:Proxies=proxy.internal")]
    [InlineData(ExitCodes.Usage, "Settings: Limits:Proxies names who is believed, and ForwardedHeaders_Enabled believes everybody: set one of them. See", "--Limits:Proxies=10.0.0.5", "--ForwardedHeaders_Enabled=true")]
    [InlineData(ExitCodes.Usage, "Settings: 'Url': there is no setting of this name. Did you mean Urls? See", "--Url=http://127.0.0.1:0")]
    [InlineData(ExitCodes.Usage, "Settings: 'OTEL_EXPORTER_OTLP_ENDPONT': there is no setting of this name. Did you mean OTEL_EXPORTER_OTLP_ENDPOINT? See", "--OTEL_EXPORTER_OTLP_ENDPONT", "http://x")]
    [InlineData(ExitCodes.Usage, "Settings: 'Desk' is a section: settings in it are written Desk:KEY. See", "--Desk=x")]
    [InlineData(ExitCodes.Usage, "'--verbose': it has no value.", "--verbose")]
    [InlineData(ExitCodes.Usage, "Settings: 'Logging:LogLevel:Default=Lots': Logging:LogLevel:Default must be Trace, Debug, Information, Warning, Error, Critical or None. See", "--Logging:LogLevel:Default=Lots")]
    [InlineData(ExitCodes.Usage, "Settings: 'Logging:Console:LogLevel:Default=Lots': ", "--Logging:Console:LogLevel:Default=Lots")]
    [InlineData(ExitCodes.Usage, "Settings: 'Logging:Console:FormatterName=jsno': FormatterName must be desk, simple, json or systemd. Did you mean json? See", "--Logging:Console:FormatterName=jsno")]
    [InlineData(ExitCodes.Usage, "Settings: 'Logging:Console:FormaterName': section Logging:Console has FormatterName, FormatterOptions,", "--Logging:Console:FormaterName=json")]
    [InlineData(ExitCodes.Usage, "Settings: 'Logging:Consol:FormatterName': section Logging has LogLevel, Console,", "--Logging:Consol:FormatterName=json")]
    [InlineData(ExitCodes.Usage, "Settings: 'OTEL_EXPORTER_OTLP_PROTOCOL=http': it must be grpc or http/protobuf. See", "--OTEL_EXPORTER_OTLP_PROTOCOL=http")]
    [InlineData(ExitCodes.Usage, "Settings: 'OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4317': it must be an http or https address, such as http://localhost:4317. See", "--OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4317")]
    [InlineData(ExitCodes.Usage, "Settings: 'ForwardedHeaders_Enabled=yes': it must be true or false. See", "--ForwardedHeaders_Enabled=yes")]
    [InlineData(ExitCodes.Usage, "Settings: Geocoding:BaseAddress is an absolute http or https address", "--Geocoding:BaseAddress=nowhere")]
    [InlineData(ExitCodes.Usage, "Settings: Geocoding:BaseAddress is an absolute http or https address", "--Geocoding:BaseAddress=ftp://geo.example/")]
    [InlineData(ExitCodes.Usage, "Settings: Geocoding:BaseAddress is an absolute http or https address", "--Geocoding:BaseAddress=http://geo.example/search")]
    public async Task A_setting_that_cannot_work_is_named_before_anything_is_made(int exitCode, string problem, params string[] settings)
    {
        await using var program = Start(settings);
        await program.WaitForExitAsync(Cancelled);

        AssertOneLine(program, exitCode, problem);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Assert.DoesNotContain("hush", program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Urls=foo", "Settings: Urls cannot be read: Invalid url: 'foo'.")]
    [InlineData("--Urls=http://127.0.0.1:99999", "Settings: a port is a number from 0 to 65535.")]
    [InlineData("--Urls=https://127.0.0.1:0", "Settings: Urls asks for https, and there is no certificate. Name one with --Kestrel:Certificates:Default:Path=FILE.pfx")]
    [InlineData("--Urls=https://127.0.0.1:0", "Settings: the certificate that Kestrel:Certificates names cannot be used: Could not find ", "--Kestrel:Certificates:Default:Path=/nowhere/desk.pfx")]
    [InlineData("--Urls=https://127.0.0.1:0", "Settings: the certificate that Kestrel:Certificates names cannot be used: ", "--Kestrel:Certificates:Default:Path=appsettings.json")]
    public async Task An_address_that_is_none_is_named_and_what_is_shown_only_once_is_not_lost(string setting, string problem, params string[] more)
    {
        await using var program = Start([setting, .. more]);
        await program.WaitForExitAsync(Cancelled);

        Assert.Contains("staff sign-in  desk / ", program.Output, StringComparison.Ordinal);
        AssertLine(program, ExitCodes.Usage, problem);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_way_out()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";
        await using var program = Start($"--Urls={address}");
        await program.WaitForExitAsync(Cancelled);

        Assert.Contains("Open311 key", program.Output, StringComparison.Ordinal);
        AssertLine(program, ExitCodes.Failure, $"Failed to bind to address {address}: address already in use. Is the desk running already?");
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_named()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Cancelled);
        await using var program = Start($"--Desk:DataFolder={file}");
        await program.WaitForExitAsync(Cancelled);

        AssertOneLine(program, ExitCodes.Usage, "Settings: Desk:DataFolder names a file; it must be a folder, which is made where it is missing.");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_with_its_setting()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Cancelled);
        await using var program = Start($"--Desk:DataFolder={Path.Combine(file, "below")}");
        await program.WaitForExitAsync(Cancelled);

        AssertOneLine(program, ExitCodes.Failure, "Desk:DataFolder: the folder cannot be used:");
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "citydesk.db"), new string('x', 10_000), Cancelled);
        await using var program = Start();
        await program.WaitForExitAsync(Cancelled);

        // The engine's own complaint stands in the log beside it.
        AssertLine(program, ExitCodes.Failure, "The database cannot be used: SQLite Error 26: 'file is not a database'.");
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_home, recursive: true);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private CityDeskProcess Start(params string[] settings) =>
        CityDeskProcess.Start(new Dictionary<string, string> { ["HOME"] = _home }, ["--Urls=http://127.0.0.1:0", "--Desk:CityRequests=5", $"--Desk:DataFolder={_folder}", .. settings]);

    private static void AssertOneLine(CityDeskProcess program, int exitCode, string start)
    {
        Assert.Equal(1, program.Output.Trim().AsSpan().Count('\n') + 1);
        AssertLine(program, exitCode, start);
    }

    private static void AssertLine(CityDeskProcess program, int exitCode, string start)
    {
        Assert.Contains(program.Output.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode, program.ExitCode);
    }
}
