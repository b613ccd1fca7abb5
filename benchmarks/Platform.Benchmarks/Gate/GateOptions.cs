namespace Platform.Benchmarks.Gate;

/// <summary>What was asked for on the command line.</summary>
internal sealed record GateOptions
{
    public const string Usage = """
        gate [area…] [--row TEXT] [--ci] [--require-all] [--json FILE] [--markdown FILE]
        gate --list [area…]
        gate --self-test

          area           only these areas; all without
          --row TEXT     only rows whose name contains this
          --ci           for shared, noisy machines: quick; bytes and counts stay exact, what depends on time
                         fails only beyond 1.5 × its bar
          --require-all  a row that is skipped because a server is not there fails
          --json FILE    writes what was measured, with the machine
          --markdown FILE
          --list         shows rows and bars and measures nothing
          --self-test    plants regressions and must see each one caught

        Exit code: 0 every bar held, 1 some bar was missed, 2 the question or bars.txt makes no sense.
        """;

    public IReadOnlyList<string> Areas { get; init; } = [];
    public string? Row { get; init; }
    public bool Ci { get; init; }
    public bool RequireAll { get; init; }
    public bool List { get; init; }
    public bool SelfTest { get; init; }
    public bool Help { get; init; }
    public string? JsonFile { get; init; }
    public string? MarkdownFile { get; init; }

    /// <exception cref="UsageException">An option is unknown or lacks its value.</exception>
    public static GateOptions Parse(IEnumerable<string> arguments)
    {
        var options = new GateOptions();
        List<string> areas = [];
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var argument))
        {
            options = argument switch
            {
                "--ci" => options with { Ci = true },
                "--require-all" => options with { RequireAll = true },
                "--list" => options with { List = true },
                "--self-test" => options with { SelfTest = true },
                "--help" or "-h" => options with { Help = true },
                "--row" => options with { Row = Value() },
                "--json" => options with { JsonFile = Value() },
                "--markdown" => options with { MarkdownFile = Value() },
                ['-', ..] => throw new UsageException($"There is no option '{argument}'."),
                _ => Area(),
            };

            string Value() => rest.TryDequeue(out var value) && !value.StartsWith('-') ? value : throw new UsageException($"'{argument}' lacks its value.");

            GateOptions Area()
            {
                areas.Add(argument);
                return options;
            }
        }

        options = options with { Areas = areas };
        if (options.SelfTest && (areas.Count > 0 || options != new GateOptions { SelfTest = true, Areas = areas }))
            throw new UsageException("'--self-test' stands alone.");
        if (options.List && options != new GateOptions { List = true, Areas = areas, Row = options.Row })
            throw new UsageException("'--list' measures nothing, so only areas and '--row' go with it.");
        return options;
    }
}

/// <summary>The command line makes no sense.</summary>
internal sealed class UsageException(string message) : Exception(message);
