using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Platform.Benchmarks.Gate.Rows;
using Platform.Webhooks.EntityFrameworkCore;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.PostgreSql;

namespace Platform.Benchmarks.Webhooks;

/// <summary>What an event costs whoever saves a change with it, in PostgreSQL by Entity Framework.</summary>
internal static class SavingRows
{
    /// <summary>The schema is part of the model, which is made once.</summary>
    private const string Schema = "gate_saving";

    private const int Unmeasured = 300;
    private const int Saved = 500;
    private static readonly byte[] Body = [.. Enumerable.Repeat((byte)'x', 200)];

    private enum Beside
    {
        Nothing,
        Event,
        Row,
    }

    public static IEnumerable<GateRow> Rows() =>
    [
        GateRow.Quantity("SaveChanges with an event", "round trips more", "", Noise.None, static async token =>
            (await SaveAsync(Beside.Event, token)).RoundTrips - (await SaveAsync(Beside.Nothing, token)).RoundTrips).Needing(Servers.PostgreSql),
        GateRow.Quantity("SaveChanges with an event", "bytes more", "B", Noise.None, static async token =>
            (await SaveAsync(Beside.Event, token)).Bytes - (await SaveAsync(Beside.Nothing, token)).Bytes).Needing(Servers.PostgreSql),
        // What Entity Framework itself takes for a second row of as many columns: the event cannot cost less while it is one.
        GateRow.QuantityRatio("SaveChanges with an event", "with a row as wide", "bytes more", "B", Noise.None, static async token =>
        {
            var alone = (await SaveAsync(Beside.Nothing, token)).Bytes;
            return ((await SaveAsync(Beside.Event, token)).Bytes - alone, (await SaveAsync(Beside.Row, token)).Bytes - alone);
        }).Needing(Servers.PostgreSql),
    ];

    /// <summary>Of one call.</summary>
    private static async Task<(double RoundTrips, double Bytes)> SaveAsync(Beside beside, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ServerAddresses.PostgreSql);
        await using (var tables = source.CreateCommand($"""
            DROP SCHEMA IF EXISTS {Schema} CASCADE; DROP TABLE IF EXISTS gate_saving_request, gate_saving_wide;
            CREATE TABLE gate_saving_request (id integer PRIMARY KEY, state text NOT NULL);
            CREATE TABLE gate_saving_wide (
                occurred_at bigint, message_id text, type text, tenant text, channel text, order_key text, content_type text, trace_parent text,
                body bytea, PRIMARY KEY (occurred_at, message_id))
            """))
            await tables.ExecuteNonQueryAsync(cancellationToken);
        await using (var store = new PostgreSqlOutboxStore(source, Schema))
            await store.PrepareAsync(cancellationToken);
        var counter = new Counter();
        var options = new DbContextOptionsBuilder<DeskContext>().UseNpgsql(source).AddInterceptors(counter).Options;
        await using var desk = new DeskContext(options);
        var bytes = 0L;
        for (var number = 0; number < Unmeasured + Saved; number++)
        {
            if (number == Unmeasured)
                (bytes, counter.Count) = (GC.GetTotalAllocatedBytes(precise: true), 0);
            desk.Add(new Request { Id = number });
            if (beside == Beside.Event)
                desk.Publish(new OutboxEvent("request.opened", Body));
            else if (beside == Beside.Row)
                desk.Add(new WideRow { OccurredAt = number, MessageId = "msg_1" });
            await desk.SaveChangesAsync(cancellationToken);
            desk.ChangeTracker.Clear();
        }
        return (counter.Count / (double)Saved, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)Saved);
    }

    private sealed class Request
    {
        public int Id { get; init; }

        public string State { get; init; } = "open";
    }

    /// <summary>The columns of an event.</summary>
    private sealed class WideRow
    {
        public long OccurredAt { get; init; }

        public required string MessageId { get; init; }

        public string Type { get; init; } = "request.opened";

        public string? Tenant { get; init; }

        public string? Channel { get; init; }

        public string? OrderKey { get; init; }

        public string ContentType { get; init; } = "application/json";

        public string? TraceParent { get; init; }

        public byte[] Body { get; init; } = SavingRows.Body;
    }

    private sealed class DeskContext(DbContextOptions<DeskContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            var request = modelBuilder.Entity<Request>();
            request.ToTable("gate_saving_request");
            request.Property(static each => each.Id).HasColumnName("id").ValueGeneratedNever();
            request.Property(static each => each.State).HasColumnName("state");
            var wide = modelBuilder.Entity<WideRow>();
            wide.ToTable("gate_saving_wide");
            wide.HasKey(static each => new { each.OccurredAt, each.MessageId });
            wide.Property(static each => each.OccurredAt).HasColumnName("occurred_at").ValueGeneratedNever();
            wide.Property(static each => each.MessageId).HasColumnName("message_id").ValueGeneratedNever();
            wide.Property(static each => each.Type).HasColumnName("type");
            wide.Property(static each => each.Tenant).HasColumnName("tenant");
            wide.Property(static each => each.Channel).HasColumnName("channel");
            wide.Property(static each => each.OrderKey).HasColumnName("order_key");
            wide.Property(static each => each.ContentType).HasColumnName("content_type");
            wide.Property(static each => each.TraceParent).HasColumnName("trace_parent");
            wide.Property(static each => each.Body).HasColumnName("body");
            modelBuilder.UsePlatformOutbox(Schema);
        }
    }

    private sealed class Counter : DbCommandInterceptor
    {
        public int Count { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Count++;
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
