using CityDesk.Contract;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Import;
using CityDesk.Import.Profiles;
using Platform.Plugins.Extensions;

namespace CityDesk.Plugins;

/// <summary>
/// An export that a plugin knows: what its rows mean the plugin says, and whether that can be so is judged by the same code as for
/// exports that the desk knows itself.
/// </summary>
internal sealed class PluginProfile : ImportProfile
{
    private const string Number = "Number";
    private const string Opened = "Opened";
    private const string Closed = "Closed";
    private const string Latitude = "Latitude";
    private const string Longitude = "Longitude";
    private const int LongestFault = 500;
    private const int MostBytes = 1 << 20;

    /// <summary>The columns of what a plugin answers, as faults name them.</summary>
    private static readonly string[] Answered = [Number, Opened, Closed, Latitude, Longitude];

    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    private readonly string _plugin;
    private readonly ExtensionPoint<IRequestImporter> _importers;
    private readonly TimeProvider _time;
    private readonly ImportSource _source;

    private PluginProfile(string plugin, ExtensionPoint<IRequestImporter> importers, TimeProvider time, ImportSource source) =>
        (_plugin, _importers, _time, _source) = (plugin, importers, time, source);

    public override string Name => _plugin;

    public override string Source => _source.Source;

    public override Jurisdiction City => new() { Id = _source.City, Name = _source.CityName, TimeZone = _source.TimeZone };

    public override CityBounds Bounds => new(_source.South, _source.North, _source.West, _source.East);

    public override IReadOnlyList<string> Columns => _source.Columns;

    public override IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>();

    /// <summary>Asks an installed plugin whose export it reads.</summary>
    /// <exception cref="OperatorException">There is none of that name that reads exports, or what it says cannot be.</exception>
    public static async Task<PluginProfile> OpenAsync(
        string plugin, ExtensionPoint<IRequestImporter> importers, TimeProvider time, CancellationToken cancellationToken)
    {
        var source = await CallAsync(plugin, importers, time, static (importer, token) => importer.DescribeAsync(token), cancellationToken);
        return IsFit(source) ? new PluginProfile(plugin, importers, time, source) : throw new OperatorException(
            $"Plugin {plugin} says of its export what cannot be: a short name that is taken or none, no columns, no city, or no zone.");
    }

    public override void Map(RowMapping row) => throw new InvalidOperationException("What a row means the plugin says, a batch at a time.");

    /// <exception cref="OperatorException">The plugin has failed. What was stored stays, and the next import goes on there.</exception>
    public override async ValueTask<IReadOnlyList<MappedRow>> MapAsync(
        RowContext context, IReadOnlyList<SplitRow> rows, CancellationToken cancellationToken)
    {
        int[] places = [.. Columns.Select(context.IndexOf)];
        var judged = new RowContext(this, Answered, [], context.Now);
        var mapped = new List<MappedRow>(rows.Count);
        while (mapped.Count < rows.Count)
        {
            var part = PartOf(rows, mapped.Count);
            ImportRow[] asked = [.. part.Select(row => new ImportRow([.. places.Select(place => row.Fields[place].Trim())]))];
            var answers = await CallAsync(_plugin, _importers, _time, (importer, token) => importer.ReadAsync(asked, token), cancellationToken);
            if (answers.Count != asked.Length)
                throw new OperatorException(
                    $"Plugin {_plugin} has said what {answers.Count} rows mean, and was asked of {asked.Length}. What was stored stays.");
            mapped.AddRange(part.Zip(answers, (row, answer) => Map(judged, row, answer)));
        }
        return mapped;
    }

    /// <summary>As many of the next rows as fit into a message to another process, with room for the answer; one at least.</summary>
    private static List<SplitRow> PartOf(IReadOnlyList<SplitRow> rows, int first)
    {
        var bytes = rows[first].Bytes.Length;
        return [rows[first], .. rows.Skip(first + 1).TakeWhile(row => (bytes += row.Bytes.Length) <= MostBytes)];
    }

    private static MappedRow Map(RowContext context, SplitRow row, ImportedRow answer)
    {
        var mapping = new RowMapping(
            context, row.Number, row.Bytes,
            [answer.Number ?? "", answer.Opened ?? "", answer.Closed ?? "", answer.Latitude ?? "", answer.Longitude ?? ""]);
        string?[] texts =
        [
            answer.Number, answer.Kind, answer.ClosedBecause, answer.Description, answer.Address, answer.PostalCode, answer.Note,
            answer.Fault,
        ];
        if (texts.Any(static text => DeskText.IndexOfForbidden(text) >= 0))
        {
            mapping.Refuse(ImportReasons.BadText, "The plugin has said something that no answer can carry.");
            return mapping.Complete();
        }
        mapping.Id(Number);
        if (answer.Fault is { Length: > 0 } fault)
        {
            mapping.Refuse(ImportReasons.PluginRefused, DeskText.Shown(fault, LongestFault));
            return mapping.Complete();
        }
        mapping.Opened(Opened);
        if (mapping.Has(Closed))
            mapping.Closed(Closed, DeskText.Shown(answer.ClosedBecause ?? "", ServiceRequest.DescriptionMaxLength - 1));
        mapping.Kind(new ServiceFacts(answer.Kind ?? "", answer.Kind ?? ""));
        mapping.Describe(answer.Description ?? "");
        mapping.Place(answer.Address ?? "", answer.PostalCode ?? "", mapping.Degrees(Latitude, Longitude));
        mapping.Note("From the old system", answer.Note ?? "");
        return mapping.Complete();
    }

    /// <summary>Whether it can be the source of an import: numbers begin with its name, and a city may be made of it.</summary>
    private static bool IsFit(ImportSource source) =>
        source.Source is { Length: >= 2 and <= ImportedFacts.SourceMaxLength }
        && source.Source.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
        && All.All(known => known.Source != source.Source)
        && source.Columns is { Count: > 0 }
        && source.City is { Length: > 0 and <= JurisdictionConfiguration.IdMaxLength }
        && source.CityName is { Length: > 0 and <= Service.NameMaxLength }
        && DeskText.IndexOfForbidden(source.City + source.CityName) < 0
        && TimeZoneInfo.TryFindSystemTimeZoneById(source.TimeZone ?? "", out _);

    private static async Task<T> CallAsync<T>(
        string plugin, ExtensionPoint<IRequestImporter> importers, TimeProvider time,
        Func<IRequestImporter, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LongestCall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var lease = await importers.AcquireAsync(either.Token);
            var place = lease.Extensions.Select(static extension => extension.PluginId).ToList().IndexOf(plugin);
            if (place < 0)
                throw new OperatorException(
                    $"No plugin {plugin} that reads exports is installed and works. The page Plugins of the console says what there is.");
            var importer = lease[place];
            return await Task.Run(() => call(importer, either.Token).AsTask(), CancellationToken.None).WaitAsync(either.Token);
        }
        catch (Exception failure) when (failure is not OperatorException && !cancellationToken.IsCancellationRequested)
        {
            var why = deadline.IsCancellationRequested ? "has not answered within a minute" : $"has failed ({failure.GetType().Name})";
            throw new OperatorException($"Plugin {plugin} {why}. What was stored stays, and the same import goes on there.");
        }
    }
}
