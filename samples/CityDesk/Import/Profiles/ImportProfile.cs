using CityDesk.Domain;
using CityDesk.Import.Reading;

namespace CityDesk.Import.Profiles;

/// <summary>How one city writes its export, and what each column becomes here. One small class per city.</summary>
internal abstract class ImportProfile
{
    /// <summary>Every profile, in the order in which they are tried.</summary>
    public static IReadOnlyList<ImportProfile> All { get; } = [new LosAngeles(), new StLouis()];

    /// <summary>What <c>--from</c> calls it, and what it is called wherever people are told of it.</summary>
    public abstract string Name { get; }

    /// <summary>Short name of the old system; public numbers of its requests start with it.</summary>
    public abstract string Source { get; }

    /// <summary>The city; its time zone is the one in which the export writes local times.</summary>
    public abstract Jurisdiction City { get; }

    /// <summary>Coordinates outside are taken for mistakes.</summary>
    public abstract CityBounds Bounds { get; }

    /// <summary>Every column of the export, in its order.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>The columns that become nothing here, each with the reason. Told to the operator with every report.</summary>
    public abstract IReadOnlyDictionary<string, string> LeftOut { get; }

    /// <summary>The code tables that must lie beside the export.</summary>
    public virtual IReadOnlyList<CodeTableLayout> Tables => [];

    /// <summary>Whether it is meant by what somebody wrote. <see cref="Source"/> is taken too, from whoever knows it from the numbers of requests.</summary>
    public bool IsCalled(string text) => text.Equals(Name, StringComparison.OrdinalIgnoreCase) || text.Equals(Source, StringComparison.OrdinalIgnoreCase);

    /// <summary>Says what the columns of a row mean.</summary>
    public abstract void Map(RowMapping row);

    /// <summary>What several rows mean, in their order: one by one, unless somebody else has to be asked.</summary>
    public virtual ValueTask<IReadOnlyList<MappedRow>> MapAsync(RowContext context, IReadOnlyList<SplitRow> rows, CancellationToken cancellationToken) =>
        new([.. rows.Select(row => context.Map(row))]);

    /// <summary>Whether a header has this export's columns, in any order.</summary>
    public bool Matches(IReadOnlyCollection<string> header) => header.Count == Columns.Count && Columns.All(header.Contains);

    /// <exception cref="DamagedFileException">The header is not this export's, with what is missing and what is too much.</exception>
    public void RequireHeader(string path, IReadOnlyCollection<string> header)
    {
        if (Matches(header))
            return;
        var differences = new List<string>();
        if (Columns.Except(header).ToList() is { Count: > 0 } missing)
            differences.Add($"without {string.Join(", ", missing)}");
        if (header.Except(Columns).ToList() is { Count: > 0 } unknown)
            differences.Add($"with unknown {string.Join(", ", unknown.Select(column => column.Length > 60 ? column[..60] + "…" : column))}");
        if (header.GroupBy(column => column).Where(same => same.Count() > 1).Select(same => same.Key).ToList() is { Count: > 0 } repeated)
            differences.Add($"with {string.Join(", ", repeated)} more than once");
        throw new DamagedFileException($"The first line of {path} does not name the columns of a {Name} export: {string.Join("; ", differences)}");
    }
}

/// <summary>A rectangle around a city, in WGS 84 degrees.</summary>
internal sealed record CityBounds(double South, double North, double West, double East)
{
    public bool Contains(double latitude, double longitude) =>
        latitude >= South && latitude <= North && longitude >= West && longitude <= East;
}
