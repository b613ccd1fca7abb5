using System.CommandLine;
using Platform.Audit.Checkpoints;
using Platform.Audit.Tool.Output;
using Platform.Audit.Tool.Sources;
using Platform.Audit.Tool.Trust;

namespace Platform.Audit.Tool.Commands;

/// <summary><c>tail</c>: the newest records, and those that follow.</summary>
internal sealed class TailCommand(Option<bool> isJson, TextWriter output)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly SourceOptions _source = new();
    private readonly PolicyOptions _policy = new();
    private readonly Option<long> _count = new("--lines", "-n") { Description = "How many records.", HelpName = "N", DefaultValueFactory = static _ => 10 };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Goes on with those that come, until it is stopped." };

    public Command Create()
    {
        var command = new Command("tail", "Shows the newest records, one a line. With --key only signed ones, and each new checkpoint has to continue the one before.");
        _source.AddTo(command);
        _policy.AddTo(command);
        command.Add(_count);
        command.Add(_follow);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var count = parsed.GetValue(_count);
        if (count < 0)
            throw new ToolException("--lines is not negative.", ExitCodes.Usage);
        var policy = _policy.Find(parsed);
        var source = _source.Open(parsed);
        await using var closing = source.ConfigureAwait(false);
        SignedTree? before = null;
        var size = await ReadSizeAsync().ConfigureAwait(false);
        var next = Math.Max(0, size - count);
        while (true)
        {
            await foreach (var (index, record) in RecordReading.ReadAsync(source.Tiles, size, before?.Root, next, size, cancellationToken).ConfigureAwait(false))
                await output.WriteLineAsync(parsed.GetValue(isJson) ? RecordLine.Json(index, record.Span) : RecordLine.Text(index, record.Span)).ConfigureAwait(false);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            next = size;
            if (!parsed.GetValue(_follow))
                return ExitCodes.Success;
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            size = Math.Max(size, await ReadSizeAsync().ConfigureAwait(false));
        }

        async Task<long> ReadSizeAsync()
        {
            // A store shows what is not signed yet, unless whom to believe was said.
            if (policy is null && source.Store is { } store)
                return (await store.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Size;
            before = await ReadSignedAsync(source, policy, before, cancellationToken).ConfigureAwait(false);
            return before.Size;
        }
    }

    private static async Task<SignedTree> ReadSignedAsync(LogSource source, CheckpointPolicy? policy, SignedTree? before, CancellationToken cancellationToken)
    {
        var signed = await source.ReadCheckpointAsync(policy, cancellationToken).ConfigureAwait(false);
        var fault = signed.IsRefused ? signed.Describe($"the checkpoint of {source.Name}")
            : before is null ? null : await History.FindFaultAsync(source.Tiles, signed, before, "the checkpoint before", cancellationToken).ConfigureAwait(false);
        return fault is null ? signed : throw new ToolException(fault, ExitCodes.NotIntact);
    }
}
