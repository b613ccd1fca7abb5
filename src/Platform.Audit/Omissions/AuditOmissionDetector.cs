using System.Text;
using Platform.Audit.Records;
using Platform.Audit.Tiles;

namespace Platform.Audit.Omissions;

/// <summary>
/// Reads a log for what was left out: numbers of producers that are missing without a record that explains them, that stand there twice, or that come after
/// the end; and producers that fell silent.
/// </summary>
/// <remarks>
/// A tree proves that what is in it has not changed. This says whether all of it came in: each process numbers what it accepts, and says every now and then
/// that it is alive. Records are read as
/// they stand; verify the log as well, against a checkpoint. Not for several threads at once.
/// </remarks>
public sealed class AuditOmissionDetector
{
    /// <summary>How long a producer may be silent unless something else is said: three minutes, with a heartbeat each minute.</summary>
    public static readonly TimeSpan DefaultMaxSilence = TimeSpan.FromMinutes(3);

    private readonly Dictionary<long, Account> _accounts = [];
    private readonly List<Account> _order = [];
    private readonly TimeSpan _maxSilence;
    private readonly bool _isFromTheBeginning;

    /// <summary>Makes one for one reading.</summary>
    /// <param name="maxSilence">How long a producer may be silent: a few times <see cref="PlatformAuditOptions.HeartbeatInterval"/>. Zero where silence is
    /// nothing.</param>
    /// <param name="isFromTheBeginning">Whether the log is read from its first record: otherwise what comes before the first number that is seen of a
    /// producer is not missing.</param>
    /// <exception cref="ArgumentOutOfRangeException">The silence is negative.</exception>
    public AuditOmissionDetector(TimeSpan maxSilence, bool isFromTheBeginning = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSilence, TimeSpan.Zero);
        (_maxSilence, _isFromTheBeginning) = (maxSilence, isFromTheBeginning);
    }

    /// <summary>Reads a whole log.</summary>
    /// <param name="source">Where its entries are: a store, or tiles that are public.</param>
    /// <param name="size">Its size, best from a checkpoint that was verified.</param>
    /// <param name="maxSilence">How long a producer may be silent; zero where silence is nothing.</param>
    /// <param name="now">The time at which it is looked: a producer that has not ended should have said something shortly before.</param>
    /// <param name="minimumIndex">Where the log begins, if what is before was pruned.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What is wrong.</returns>
    /// <exception cref="TileException">Entries are missing or cut off.</exception>
    public static async ValueTask<AuditOmissionReport> ReadAsync(
        ITileSource source, long size, TimeSpan maxSilence, DateTimeOffset now, long minimumIndex = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumIndex);
        var detector = new AuditOmissionDetector(maxSilence, minimumIndex == 0);
        for (var bundle = minimumIndex / TileAddress.FullWidth; bundle * TileAddress.FullWidth < size; bundle++)
        {
            var address = TileAddress.Entries(bundle, HashTile.WidthOf(size, bundle));
            var bytes = await HashTile.ReadOrFullAsync(source, address, cancellationToken).ConfigureAwait(false);
            if (bytes.IsEmpty)
                throw new TileException("It is missing.", address);
            if (!detector.TryAdd(bytes.Span, address.Width))
                throw new TileException("It ends before its last entry.", address);
        }
        return detector.Complete(now);
    }

    /// <summary>Takes a record, the next in the order of the log.</summary>
    /// <param name="bytes">The record. What is none is left out: it has no number.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (!AuditRecord.TryRead(bytes, out var record))
            return;
        if (!_accounts.TryGetValue(record.Producer, out var account))
        {
            account = new Account(record.Producer, record.RecordedAt);
            _accounts.Add(record.Producer, account);
            _order.Add(account);
        }
        account.Add(record, _maxSilence);
    }

    /// <summary>Says what is wrong, when all records were given.</summary>
    /// <param name="now">The time at which it is looked.</param>
    /// <returns>What is wrong.</returns>
    public AuditOmissionReport Complete(DateTimeOffset now)
    {
        List<AuditProducer> producers = [];
        List<AuditOmission> omissions = [];
        foreach (var account in _order)
        {
            var explained = account.Complete(now, _maxSilence, _isFromTheBeginning, omissions);
            producers.Add(account.ToProducer(explained));
        }
        return new AuditOmissionReport(producers, omissions);
    }

    private bool TryAdd(ReadOnlySpan<byte> bundle, int width)
    {
        var entries = new EntryBundle(bundle);
        for (var at = 0; at < width; at++)
        {
            if (!entries.TryRead(out var entry))
                return false;
            Add(entry);
        }
        return true;
    }

    /// <summary>What is known of one producer.</summary>
    private sealed class Account(long producer, DateTimeOffset first)
    {
        private readonly NumberRanges _numbers = new();
        private readonly List<AuditGap> _gaps = [];
        private readonly List<AuditOmission> _found = [];
        private readonly DateTimeOffset _first = first;
        private DateTimeOffset _lastRecorded = first;

        /// <summary>When it was heard last, by the clock that can be believed about it.</summary>
        private DateTimeOffset? _heard;
        private string? _name;
        private long _records;
        private long _lastNumber;
        private long _firstNumber;
        private long _stop;

        public void Add(AuditRecord record, TimeSpan maxSilence)
        {
            var at = record.RecordedAt;
            if (TimeOf(record) is { } time)
            {
                if (maxSilence > TimeSpan.Zero && _heard is { } before && time - before > maxSilence)
                    _found.Add(new AuditOmission(AuditOmissionKind.Silent, producer, _lastNumber, record.Sequence, before, time));
                _heard = time;
            }
            _records++;
            if (_firstNumber == 0 || record.Sequence < _firstNumber)
                _firstNumber = record.Sequence;
            if (!_numbers.TryAdd(record.Sequence))
                _found.Add(new AuditOmission(AuditOmissionKind.Repeated, producer, record.Sequence, record.Sequence, at, at));
            switch (record.Kind)
            {
                case AuditRecordKind.Started:
                    _name ??= Encoding.UTF8.GetString(record.Name);
                    break;
                case AuditRecordKind.Gap:
                    _gaps.Add(record.Gap);
                    break;
                case AuditRecordKind.Stopped:
                    _stop = Math.Max(_stop, record.Sequence);
                    break;
                default:
                    break;
            }
            (_lastRecorded, _lastNumber) = (at, record.Sequence);
        }

        /// <summary>
        /// When it was heard. A time that is held is none: after a clock has jumped ahead all records have the same, and no silence would show. Nor is that of records which waited: they come in a heap. Then it is the
        /// producer's own clock, unless the record is from somebody else.
        /// </summary>
        private static DateTimeOffset? TimeOf(AuditRecord record) => !record.IsTimeHeld && !record.IsRelayed ? record.RecordedAt : record.IsFromIntake ? null : record.OccurredAt;

        /// <returns>How many numbers are missing and explained.</returns>
        public long Complete(DateTimeOffset now, TimeSpan maxSilence, bool isFromTheBeginning, List<AuditOmission> omissions)
        {
            // What a producer has lost after its last record it names in none; what it names and never writes is missing too.
            var missing = _numbers.Missing(isFromTheBeginning ? 1 : _firstNumber);
            var unexplained = GapAccounts.Unexplained(missing, _gaps);
            omissions.AddRange(unexplained.Select(range => new AuditOmission(AuditOmissionKind.Missing, producer, range.First, range.Last, _first, _lastRecorded)));
            omissions.AddRange(_found);
            // An end that stands twice is repeated; numbers beyond it are too much, whoever has written them.
            if (_stop > 0 && _numbers.Max > _stop)
                omissions.Add(new AuditOmission(AuditOmissionKind.AfterStop, producer, _stop + 1, _numbers.Max, _first, _lastRecorded));
            // A last time that is far ahead of now says as little of when it was heard.
            if (_stop == 0 && maxSilence > TimeSpan.Zero && _heard is { } heard && (now - heard).Duration() > maxSilence)
                omissions.Add(new AuditOmission(AuditOmissionKind.NotEnded, producer, _lastNumber, _lastNumber, heard, now));
            return Count(missing) - Count(unexplained);
        }

        public AuditProducer ToProducer(long explained) => new(producer, _name, _records, _numbers.Max, explained, _first, _lastRecorded, _stop > 0);

        private static long Count(List<(long First, long Last)> ranges) => ranges.Sum(static range => range.Last - range.First + 1);
    }
}
