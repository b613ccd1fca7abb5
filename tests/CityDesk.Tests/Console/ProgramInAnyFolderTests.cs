using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace CityDesk.Tests.StaffConsole;

/// <summary>The program itself, as a person starts it: in a folder of their own, with no settings.</summary>
public sealed partial class ProgramInAnyFolderTests
{
    [Fact]
    public async Task The_console_has_its_stylesheet_wherever_the_program_is_started_and_the_first_password_opens_it()
    {
        var folder = Directory.CreateTempSubdirectory("citydesk-start-").FullName;
        using var program = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "citydesk.dll"), "--Urls=http://127.0.0.1:0", "--Desk:CityRequests=5"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "", ["DOTNET_ENVIRONMENT"] = "" },
        })!;
        try
        {
            var said = "";
            while (!said.Contains("CityDesk is open", StringComparison.Ordinal) && await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                said += line + "\n";
            Assert.Contains("staff console", said, StringComparison.Ordinal);

            using var visitor = new ConsoleVisitor(new Uri(Address().Match(said).Value));
            var password = SignIn().Match(said);
            var door = await visitor.GetAsync("/desk/sign-in");
            var style = await visitor.GetAsync(door.Find("link[rel=stylesheet]").GetAttribute("href")!);
            var entered = await visitor.SignInAsync(password.Groups[1].Value, password.Groups[2].Value);

            Assert.Equal(HttpStatusCode.OK, style.Status);
            Assert.Equal("text/css", style.Response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("/desk", entered.Location);
            Assert.Equal(5, (await visitor.GetAsync("/desk")).Numbers.Count);
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"staff sign-in  (\S+) / (\S+)")]
    private static partial Regex SignIn();
}
