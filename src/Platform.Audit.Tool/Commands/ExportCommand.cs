using System.CommandLine;
using Platform.Audit.Checkpoints;
using Platform.Audit.Export;
using Platform.Audit.Export.Cef;
using Platform.Audit.Export.Ocsf;
using Platform.Audit.Tool.Output;
using Platform.Audit.Tool.Sources;
using Platform.Audit.Tool.Trust;

namespace Platform.Audit.Tool.Commands;

/// <summary><c>export</c>: signed records, one a line; or the public files of a log.</summary>
internal sealed class ExportCommand(Option<bool> isJson, TextWriter output)
{
    private const string Json = "json";
    private const string Ocsf = "ocsf";
    private const string Cef = "cef";
    private const string Tiles = "tiles";

    private readonly SourceOptions _source = new();
    private readonly PolicyOptions _policy = new();

    private readonly Option<string> _format = new("--format")
    {
        Description = "json, ocsf or cef: one record a line. tiles: a folder of public files, which continues from where it is.",
        HelpName = "FORMAT",
        DefaultValueFactory = static _ => Json,
    };

    private readonly Option<long> _from = new("--from") { Description = "First index.", HelpName = "INDEX", DefaultValueFactory = static _ => 0 };
    private readonly Option<long> _to = new("--to") { Description = "Index behind the last one. Default: all that are signed.", HelpName = "INDEX", DefaultValueFactory = static _ => long.MaxValue };
    private readonly Option<string?> _target = new("--out") { Description = "File, which must not be there yet; default: the output. For tiles: the folder.", HelpName = "PLACE" };

    public Command Create()
    {
        _format.AcceptOnlyFromAmong(Json, Ocsf, Cef, Tiles);
        var command = new Command("export", "Writes what is signed: records, one a line, or the public files of the log.");
        _source.AddTo(command);
        _policy.AddTo(command);
        foreach (var option in (Option[])[_format, _from, _to, _target])
            command.Add(option);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (from, to) = (parsed.GetValue(_from), parsed.GetValue(_to));
        if (from < 0 || to < from)
            throw new ToolException("--from and --to are indices from 0 on, in their order.", ExitCodes.Usage);
        var source = _source.Open(parsed);
        await using var closing = source.ConfigureAwait(false);
        var signed = await source.ReadCheckpointAsync(_policy.Find(parsed), cancellationToken).ConfigureAwait(false);
        if (signed.IsRefused)
            throw new ToolException(signed.Describe($"the checkpoint of {source.Name}"), ExitCodes.NotIntact);
        var target = parsed.GetValue(_target);
        if (parsed.GetValue(_format) == Tiles)
        {
            return await ExportTilesAsync(
                parsed, source, signed, target ?? throw new ToolException("--format tiles needs --out, the folder.", ExitCodes.Usage), cancellationToken).ConfigureAwait(false);
        }
        var writer = target is null ? output : Open(target);
        try
        {
            await ExportAsync(writer, Lines(parsed.GetValue(_format)!, signed.Origin), source, signed, from, to, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            if (target is not null)
                await writer.DisposeAsync().ConfigureAwait(false);
        }
        return ExitCodes.Success;
    }

    private static async Task ExportAsync(TextWriter writer, Func<long, ReadOnlyMemory<byte>, string> line, LogSource source, SignedTree signed, long from, long to, CancellationToken cancellationToken)
    {
        await foreach (var (index, record) in RecordReading.ReadAsync(source.Tiles, signed.Size, signed.Root, from, to, cancellationToken).ConfigureAwait(false))
        {
            await writer.WriteAsync(line(index, record)).ConfigureAwait(false);
            await writer.WriteAsync('\n').ConfigureAwait(false);
        }
    }

    private static Func<long, ReadOnlyMemory<byte>, string> Lines(string format, string logName)
    {
        switch (format)
        {
            case Ocsf:
                var ocsf = new OcsfWriter(logName);
                return (index, record) => System.Text.Encoding.UTF8.GetString(ocsf.Write([new AuditExportRecord(index, record)]).Span).TrimEnd('\n');
            case Cef:
                var cef = new CefWriter(logName);
                return (index, record) => cef.Write(index, record.Span, int.MaxValue);
            default:
                return static (index, record) => RecordLine.Json(index, record.Span);
        }
    }

    private static StreamWriter Open(string path)
    {
        if (File.Exists(path))
            throw new ToolException($"{path} is there already.");
        return new StreamWriter(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write });
    }

    private async Task<int> ExportTilesAsync(ParseResult parsed, LogSource source, SignedTree signed, string folder, CancellationToken cancellationToken)
    {
        var answer = new Answer(output, parsed.GetValue(isJson), "export");
        answer.Add("origin", "log", signed.Origin);
        answer.Add("size", "records", signed.Size);
        var copy = await TilesCopy.OpenAsync(folder, _policy.Find(parsed), cancellationToken).ConfigureAwait(false);
        answer.Add("before", "before", copy.Before?.Size);
        var fault = copy.Before is { } before ? await History.FindFaultAsync(source.Tiles, signed, before, $"the checkpoint in {folder}", cancellationToken).ConfigureAwait(false) : null;
        fault ??= await copy.WriteAsync(source.Tiles, signed, cancellationToken).ConfigureAwait(false);
        if (fault is not null)
            answer.Fault(fault);
        else
            await new FileCheckpointAnchor(Path.Combine(folder, "checkpoint")).WriteAsync(signed.Note, cancellationToken).ConfigureAwait(false);
        return await answer.EndAsync("exported").ConfigureAwait(false);
    }
}
