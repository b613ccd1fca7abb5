using Microsoft.Data.Sqlite;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Sqlite;

/// <content>Jobs that deliver again.</content>
public sealed partial class SqliteOutboxStore : IRedeliveryStore
{
    private long _lastStepped;

    /// <inheritdoc/>
    public ValueTask<RedeliveryEstimate?> EstimateAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        if (LaneOf(connection, transaction, request.Consumer) is not { } lane)
            return new((RedeliveryEstimate?)null);
        return new(Read(
            connection, transaction, RedeliveryStatements.Estimate,
            static reader => new RedeliveryEstimate(reader.GetInt64(0), Instant(reader, 1), Instant(reader, 2), Instant(reader, 3)),
            [.. Wanted(lane, request, now), ("@most", RedeliveryEstimate.MostCounted)])[0]);
    }

    /// <inheritdoc/>
    public ValueTask<RedeliveryJob?> StartAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        if (LaneOf(connection, transaction, request.Consumer) is not { } lane)
            return new((RedeliveryJob?)null);
        var (all, ofLane, ofTenant) = Read(
            connection, transaction, RedeliveryStatements.RunningOf,
            static reader => (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)), ("@lane", lane))[0];
        if (ofLane > 0)
            throw RedeliveryLimitException.OfConsumer(request.Consumer);
        if (ofTenant >= IRedeliveryStore.MostRunningOfTenant)
            throw RedeliveryLimitException.OfTenant(IRedeliveryStore.MostRunningOfTenant);
        if (all >= IRedeliveryStore.MostRunning)
            throw RedeliveryLimitException.OfAll(IRedeliveryStore.MostRunning);
        var id = Read(
            connection, transaction, RedeliveryStatements.Start, static reader => reader.GetInt64(0), [.. Wanted(lane, request, now), ("@now", OutboxTime.Microseconds(now))])[0];
        var job = Read(connection, transaction, RedeliveryStatements.List, Job).Single(job => job.Id == id);
        transaction.Commit();
        return new(job);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CancelAsync(long id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var cancel = Command(connection, null, RedeliveryStatements.Cancel, ("@id", id), ("@now", OutboxTime.Microseconds(now)));
        return new(cancel.ExecuteNonQuery() > 0);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RedeliveryJob>> ListAsync(CancellationToken cancellationToken)
    {
        using var connection = Open();
        return new(Read(connection, null, RedeliveryStatements.List, Job));
    }

    /// <inheritdoc/>
    public ValueTask<RedeliveryProgress> StepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var connection = Open();
        // Read first: looking must not wait for who writes.
        var running = AllRunning(connection, null, now);
        if (Turn(running) is not { } turn)
            return new(new RedeliveryProgress(running.Count, 0, false));
        // Also where the step fails: then another job has its turn.
        Volatile.Write(ref _lastStepped, turn.Id);
        var added = 0;
        using (var transaction = connection.BeginTransaction(deferred: false))
        {
            // Seen once more, for it may have been cancelled meanwhile.
            if (AllRunning(connection, transaction, now).Find(job => job.Id == turn.Id) is { HasTurn: true } job)
                added = Step(connection, transaction, job, OutboxTime.Microseconds(now));
            transaction.Commit();
        }
        running = AllRunning(connection, null, now);
        return new(new RedeliveryProgress(running.Count, added, running.Exists(static job => job.HasTurn)));
    }

    private static List<Running> AllRunning(SqliteConnection connection, SqliteTransaction? transaction, DateTimeOffset now) => Read(
        connection, transaction, RedeliveryStatements.Running, Running.Read, ("@now", OutboxTime.Microseconds(now)), ("@most", IRedeliveryStore.MostBeforeNew));

    private Running? Turn(List<Running> running)
    {
        var last = Volatile.Read(ref _lastStepped);
        return running.Find(job => job.HasTurn && job.Id > last) ?? running.Find(static job => job.HasTurn);
    }

    private static int Step(SqliteConnection connection, SqliteTransaction transaction, Running job, long now)
    {
        const int Most = IRedeliveryStore.MostBeforeNew;
        var room = Most - (int)Read(connection, transaction, RedeliveryStatements.Waiting, static reader => reader.GetInt64(0), ("@lane", job.Lane), ("@most", Most))[0];
        var isOfDead = job.Scope == (int)RedeliveryScope.DeadLetters;
        var (upto, lookedAt) = Read(
            connection, transaction, isOfDead ? RedeliveryStatements.DeadLookedAt : RedeliveryStatements.LookedAt,
            static reader => (reader.GetInt64(0), reader.GetInt64(1)),
            ("@lane", job.Lane), ("@cursor", job.Cursor), ("@last", job.Last), ("@most", IRedeliveryStore.MostLookedAt))[0];
        var chosen = Read(
            connection, transaction, isOfDead ? RedeliveryStatements.ChooseDead : RedeliveryStatements.Choose, static reader => reader.GetInt64(0),
            ("@lane", job.Lane), ("@scope", job.Scope), ("@since", job.Since), ("@until", job.Until), ("@types", job.Types),
            ("@cursor", job.Cursor), ("@upto", upto), ("@room", room));
        if (chosen is not [])
            Run(connection, transaction, RedeliveryStatements.Add, ("@lane", job.Lane), ("@places", Json(chosen)), ("@now", now));
        var isFull = chosen.Count == room;
        var isAll = !isFull && lookedAt < IRedeliveryStore.MostLookedAt;
        Run(
            connection, transaction, RedeliveryStatements.Advance,
            ("@id", job.Id), ("@cursor", isFull ? chosen[^1] : upto), ("@added", chosen.Count), ("@ended", isAll ? now : null));
        return chosen.Count;
    }

    private static long? LaneOf(SqliteConnection connection, SqliteTransaction transaction, string name) =>
        Read(connection, transaction, RedeliveryStatements.LaneOf, static reader => reader.GetInt64(0), ("@name", name)) is [var lane] ? lane : null;

    private static (string Name, object? Value)[] Wanted(long lane, RedeliveryRequest request, DateTimeOffset now) =>
    [
        ("@lane", lane), ("@scope", (int)request.Scope), ("@since", OutboxTime.Microseconds(request.From)), ("@until", OutboxTime.Microseconds(request.Until ?? now)),
        ("@types", request.Types is [] ? null : Json(request.Types)),
    ];

    private static RedeliveryJob Job(SqliteDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), (RedeliveryScope)reader.GetInt32(2), OutboxTime.Instant(reader.GetInt64(3)), OutboxTime.Instant(reader.GetInt64(4)),
        reader.GetInt64(5),
        OutboxTime.Instant(reader.GetInt64(6)), Instant(reader, 7), reader.GetBoolean(8));

    private sealed record Running(long Id, long Lane, int Scope, long Since, long Until, string? Types, long Cursor, long Last, bool HasTurn)
    {
        public static Running Read(SqliteDataReader reader) => new(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetInt64(3), reader.GetInt64(4),
            reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetBoolean(8));
    }
}
