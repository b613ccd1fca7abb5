using System.Text.RegularExpressions;

namespace CityDesk.Commands;

/// <summary>How this program is called from where the operator is, so that what a message says can be pasted.</summary>
internal static partial class ThisProgram
{
    private const string Name = "citydesk";

    /// <summary>The call, without arguments; what follows may be a command or settings.</summary>
    public static string Call { get; } = Describe(Environment.ProcessPath, AppContext.BaseDirectory, Environment.CurrentDirectory);

    /// <param name="process">The program that runs: our own, or the host of .NET.</param>
    /// <param name="folder">Where the program's files lie.</param>
    /// <param name="here">Where the operator is.</param>
    public static string Describe(string? process, string folder, string here)
    {
        folder = Path.TrimEndingDirectorySeparator(folder);
        if (FindProject(folder) is { } project)
            return $"dotnet run --project {Quote(Nearer(project, here))} --";
        return process is not null && Path.GetFileNameWithoutExtension(process) == Name
            ? Quote(Callable(Nearer(process, here)))
            : $"dotnet {Quote(Nearer(Path.Combine(folder, Name + ".dll"), here))}";
    }

    /// <summary>A word as a shell reads it back.</summary>
    public static string Quote(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>The project this was built from, where it still lies around what was built: artifacts/bin/Project/Configuration.</summary>
    private static string? FindProject(string folder)
    {
        var bin = Path.GetDirectoryName(Path.GetDirectoryName(folder));
        if (Path.GetFileName(bin) != "bin" || Path.GetDirectoryName(Path.GetDirectoryName(bin)) is not { } repository)
            return null;
        var project = Path.Combine(repository, "samples", "CityDesk");
        return File.Exists(Path.Combine(project, "CityDesk.csproj")) ? project : null;
    }

    private static string Nearer(string path, string here) =>
        Path.GetRelativePath(here, path) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : path;

    /// <summary>A shell looks for a bare name elsewhere than here.</summary>
    private static string Callable(string path) => Path.GetFileName(path) == path ? Path.Combine(".", path) : path;

    [GeneratedRegex(@"^[A-Za-z0-9_./:=,@%+\\-]+$")]
    private static partial Regex Plain();
}
