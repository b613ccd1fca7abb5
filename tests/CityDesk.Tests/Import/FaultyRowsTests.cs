using System.Text;
using CityDesk.Import;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static CityDesk.Tests.Import.InventedExport;

namespace CityDesk.Tests.Import;

/// <summary>Random files with random faults, imported in random batches with random interruptions, against a model of a few lines.</summary>
public abstract class FaultyRowsTests(Desk desk) : ImportTestBase(desk)
{
    public enum Kind
    {
        Sound,
        SoundOnTwoLines,
        Open,
        MissingId,
        BadDate,
        ClosedBeforeOpened,
        UnknownType,
        NoPlace,
        TooManyFields,
        TooFewFields,
        ControlCharacter,
        NotUtf8,
        StrayQuote,
        LostQuote,
        SameAsEarlier,
        OtherThanEarlier,
        EmptyLine,
    }

    public sealed record Line(Kind Kind, int Pick);

    public sealed record File(Line[] Lines, int BatchSize, int[] StopsAfterBatches);

    private sealed record Outcome(int Rows, int Stored, int Already, List<(long Row, string Reason)> Refused, List<string> Ids);

    [Property(MaxTest = 60)]
    public Property Exactly_the_rows_with_faults_are_refused_and_the_others_are_stored_once() => Prop.ForAll(Files().ToArbitrary(), CheckAsync);

    private static Gen<File> Files()
    {
        var line = Gen.Frequency(
                (6, Gen.Constant(Kind.Sound)),
                (10, Gen.Elements(Enum.GetValues<Kind>())))
            .Zip(Gen.Choose(0, 1_000)).Select(both => new Line(both.Item1, both.Item2));
        return line.ArrayOf().Zip(Gen.Choose(1, 7)).Zip(Gen.Choose(1, 3).ArrayOf(3))
            .Select(all => new File(all.Item1.Item1, all.Item1.Item2, all.Item2));
    }

    private async Task CheckAsync(File file)
    {
        await ForgetImportsAsync();
        var (content, expected) = Build(file.Lines);
        Export.WriteBytes(content);

        ImportResult? result = null;
        foreach (var batches in file.StopsAfterBatches.Append(int.MaxValue).TakeWhile(_ => result?.Ending != ImportEnding.Finished))
            result = await ImportBatchesAsync(file.BatchSize, batches);

        Assert.Equal(ImportEnding.Finished, result!.Ending);
        var run = result.Run!;
        var findings = await FindingsAsync(run.Id);
        Assert.Equal((expected.Rows, expected.Stored, expected.Already), (run.RowsRead, run.RowsStored, run.RowsAlreadyStored));
        Assert.Equal(expected.Refused, findings.Where(f => f.Severity == ImportSeverity.Refused).Select(f => (f.Row, f.Reason)));
        Assert.Equal(expected.Ids.Order(StringComparer.Ordinal), (await ImportedIdsAsync()).Order(StringComparer.Ordinal));
        await AssertEveryRowIsAccountedForAsync();
    }

    internal async Task<ImportResult> ImportBatchesAsync(int batchSize, int batches)
    {
        using var stop = new CancellationTokenSource();
        var done = 0;
        return await ImportAsync(Export.File, batchSize, onProgress: _ =>
        {
            if (++done == batches)
                stop.Cancel();
        }, cancellationToken: stop.Token);
    }

    private static (byte[] Content, Outcome Expected) Build(Line[] lines)
    {
        var content = new List<byte>(Encoding.UTF8.GetBytes(Header + "\r\n"));
        var rows = new List<(string Id, string Text, string? Fault)>();
        foreach (var line in lines)
        {
            if (line.Kind == Kind.EmptyLine)
            {
                content.AddRange("\r\n"u8);
                continue;
            }

            var row = Write(line, rows);
            rows.Add(row);
            // Latin 1 writes the one byte that is no UTF-8; everything else here is ASCII.
            content.AddRange(Encoding.Latin1.GetBytes(row.Text + "\r\n"));
        }

        var stored = new Dictionary<string, string>();
        var expected = new Outcome(rows.Count, 0, 0, [], []);
        foreach (var (index, (id, text, fault)) in rows.Index())
        {
            if (fault is not null)
                expected.Refused.Add((index + 1, fault));
            else if (stored.TryAdd(id, text))
                expected.Ids.Add(id);
            else if (stored[id] == text)
                expected = expected with { Already = expected.Already + 1 };
            else
                expected.Refused.Add((index + 1, ImportReasons.ConflictingDuplicate));
        }

        return ([.. content], expected with { Stored = expected.Ids.Count });
    }

    private static (string Id, string Text, string? Fault) Write(Line line, List<(string Id, string Text, string? Fault)> earlier)
    {
        var id = $"1-{earlier.Count}";
        if (line.Kind is Kind.SameAsEarlier or Kind.OtherThanEarlier && earlier.Count > 0)
        {
            var other = earlier[line.Pick % earlier.Count];
            return line.Kind == Kind.SameAsEarlier ? other : (other.Id, Row(other.Id, address: $"{earlier.Count} OTHER ST"), other.Id.Length == 0 ? ImportReasons.MissingId : null);
        }

        return line.Kind switch
        {
            Kind.SoundOnTwoLines => (id, Row(id, address: "\"12 \"\"N\"\"\r\nST, 90001\""), null),
            Kind.Open => (id, Row(id, closed: ""), null),
            Kind.MissingId => ("", Row(""), ImportReasons.MissingId),
            Kind.BadDate => (id, Row(id, created: "yesterday"), ImportReasons.BadDate),
            Kind.ClosedBeforeOpened => (id, Row(id, closed: "2019-12-31 00:00:00"), ImportReasons.ClosedBeforeOpened),
            Kind.UnknownType => (id, Row(id, type: "4711"), ImportReasons.UnknownType),
            Kind.NoPlace => (id, Row(id, address: "", latitude: "", longitude: ""), ImportReasons.NoLocation),
            Kind.TooManyFields => (id, Row(id) + ",", ImportReasons.ColumnCount),
            Kind.TooFewFields => (id, Row(id, address: "12 N ST")[..^3], ImportReasons.ColumnCount),
            Kind.ControlCharacter => (id, Row(id, address: "12 \u0001 ST"), ImportReasons.BadText),
            Kind.NotUtf8 => (id, Row(id, address: "12 STRA\u00DFE"), ImportReasons.BadText),
            Kind.StrayQuote => (id, Row(id, address: "12 N \"ST\""), ImportReasons.MalformedRow),
            Kind.LostQuote => (id, Row(id, address: "12 N ST\""), ImportReasons.MalformedRow),
            _ => (id, Row(id), null),
        };
    }
}

public sealed class FaultyRowsOnSqlite(SqliteDesk desk) : FaultyRowsTests(desk), IClassFixture<SqliteDesk>;

public sealed class FaultyRowsOnPostgreSql(PostgreSqlDesk desk) : FaultyRowsTests(desk), IClassFixture<PostgreSqlDesk>;
