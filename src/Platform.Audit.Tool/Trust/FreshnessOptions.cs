using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Platform.Audit.Inspection;
using Platform.Audit.Records;
using Platform.Audit.Tool.Sources;

namespace Platform.Audit.Tool.Trust;

/// <summary>How new a checkpoint has to be: an earlier one is genuine too, and whoever puts it back hides all that came after it.</summary>
internal sealed class FreshnessOptions
{
    private static readonly TimeSpan Unsigned = TimeSpan.FromMinutes(5);

    private readonly Option<TimeSpan> _maxUnsigned = new("--max-unsigned")
    {
        Description = "How long records of a store may be under no checkpoint, such as 30s, 5m, 12h or 2d. Default: 5m.",
        HelpName = "TIME",
        DefaultValueFactory = static _ => Unsigned,
        CustomParser = static result => Parse(result) ?? default,
    };

    private readonly Option<TimeSpan?> _maxAge = new("--max-age")
    {
        Description = "How old the last signed record may be. A log that runs adds one a minute. Default: any age.",
        HelpName = "TIME",
        CustomParser = Parse,
    };

    public void AddTo(Command command)
    {
        command.Add(_maxUnsigned);
        command.Add(_maxAge);
    }

    public TimeSpan MaxUnsigned(ParseResult parsed) => parsed.GetValue(_maxUnsigned);

    /// <summary>What is behind the checkpoint, in a store.</summary>
    public async Task<(long Count, string? Fault)> FindUnsignedAsync(ParseResult parsed, LogSource source, long signed, CancellationToken cancellationToken)
    {
        if (source.Store is not { } store)
            return (0, null);
        var state = await store.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        var unsigned = await AuditUnsigned.ReadAsync(store, state, signed, cancellationToken).ConfigureAwait(false);
        return (unsigned.Count, unsigned.FindFault(MaxUnsigned(parsed), TimeProvider.System.GetUtcNow()));
    }

    /// <summary>The time of the last record is signed with it: whoever has no key of the log cannot make an earlier checkpoint younger.</summary>
    public async Task<string?> FindAgeAsync(ParseResult parsed, LogSource source, SignedTree signed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_maxAge) is not { } atMost)
            return null;
        if (signed.Size == 0)
            return "the checkpoint speaks of no record: how old it is cannot be told";
        await foreach (var (_, bytes) in RecordReading.ReadAsync(source.Tiles, signed.Size, signed.Root, signed.Size - 1, signed.Size, cancellationToken).ConfigureAwait(false))
        {
            if (!AuditRecord.TryRead(bytes.Span, out var record))
                return "the last signed record does not say when it was recorded";
            return TimeProvider.System.GetUtcNow() - record.RecordedAt <= atMost
                ? null
                : FormattableString.Invariant($"the last signed record is of {record.RecordedAt:u}: nothing was signed since, or an earlier checkpoint was put back");
        }
        return null;
    }

    private static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens is [var token] ? token.Value : "";
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            switch (text[^1])
            {
                case 's':
                    return TimeSpan.FromSeconds(number);
                case 'm':
                    return TimeSpan.FromMinutes(number);
                case 'h':
                    return TimeSpan.FromHours(number);
                case 'd':
                    return TimeSpan.FromDays(number);
                default:
                    break;
            }
        }
        result.AddError($"'{text}' is no time: a number and s, m, h or d, such as 5m.");
        return null;
    }
}
