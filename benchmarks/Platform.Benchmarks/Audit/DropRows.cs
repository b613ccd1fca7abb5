using System.Diagnostics;
using Npgsql;
using Platform.Audit.PostgreSql;
using Platform.Audit.Stores;
using Platform.Audit.Trees;
using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Audit;

/// <summary>
/// A million records that go: as a partition that was sealed, and deleted from a table with the same columns. What retention reads before that, for classes, holds and the archive, is none of it: a
/// program that deletes would have to look as well.
/// </summary>
internal static class DropRows
{
    private const int Count = 1 << 20;

    public static IEnumerable<GateRow> All() =>
    [
        // DELETE leaves the room to VACUUM, as the drop leaves it to Reclaim: so each is measured without, and with it.
        GateRow.QuantityRatio("drop a sealed partition of 1,048,576 records", "DELETE", "time", "ms", Noise.Timing, static token => MeasureAsync(withRoom: false, token)).Needing(Servers.PostgreSql).InFullForm(),
        GateRow.QuantityRatio("drop such a partition and free its room", "DELETE, VACUUM", "time", "ms", Noise.Timing, static token => MeasureAsync(withRoom: true, token)).Needing(Servers.PostgreSql).InFullForm(),
    ];

    private static async ValueTask<(double Ours, double Peer)> MeasureAsync(bool withRoom, CancellationToken cancellationToken)
    {
        await using var source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(ServerAddresses.PostgreSql) { CommandTimeout = 600 }.ConnectionString).Build();
        // The first drop of a process is compiled, and opens connections.
        await MeasureAsync(source, 512, withRoom, cancellationToken);
        return await MeasureAsync(source, Count, withRoom, cancellationToken);
    }

    private static async ValueTask<(double Ours, double Peer)> MeasureAsync(NpgsqlDataSource source, int count, bool withRoom, CancellationToken cancellationToken)
    {
        var schema = $"gate{Guid.NewGuid():n}";
        await using var store = new PostgreSqlAuditStore(source, schema) { PartitionSize = count };
        await store.TryAcquireAsync(cancellationToken);
        try
        {
            // What the records say is none of the business of either side. Two more make the partition one that is not the last.
            await ExecuteAsync($"""
                SELECT {schema}.audit_ahead({count + 2});
                INSERT INTO {schema}.audit_records SELECT n, now(), decode(repeat(md5(n::text), 12), 'hex'), sha256(int8send(n)), CASE n WHEN {count + 1} THEN sha256(''::bytea) END FROM generate_series(0, {count + 1}) AS n;
                CREATE TABLE {schema}.plain (idx bigint PRIMARY KEY, recorded_at timestamptz NOT NULL, record bytea NOT NULL, hash bytea NOT NULL, root bytea);
                INSERT INTO {schema}.plain SELECT * FROM {schema}.audit_records;
                CHECKPOINT
                """);
            var partition = new AuditPartition(0, count);
            await store.SealAsync(partition, cancellationToken);
            var acquired = await store.TryAcquireAsync(cancellationToken) ?? throw new InvalidOperationException("Nobody else has this log.");

            // With the record that says so, as the log adds it; what is in it is again nobody's business here.
            var batch = new AuditBatch();
            batch.Begin(acquired.Epoch, count + 2, DateTimeOffset.UnixEpoch);
            batch.Add(new byte[300]);
            batch.End(TreeHasher.HashLeaf(new byte[300]));
            var began = Stopwatch.GetTimestamp();
            await using (var drop = await store.TryBeginDropAsync(partition, cancellationToken))
                await (drop ?? throw new InvalidOperationException("Nobody else looks.")).CommitAsync(batch, cancellationToken);
            if (withRoom)
                await store.ReclaimAsync(cancellationToken);
            var ours = Stopwatch.GetElapsedTime(began);

            began = Stopwatch.GetTimestamp();
            if (await ExecuteAsync($"DELETE FROM {schema}.plain WHERE idx < {count}") != count)
                throw new InvalidOperationException("The records were not deleted.");
            if (withRoom)
                await ExecuteAsync($"VACUUM {schema}.plain");
            return (ours.TotalMilliseconds, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        finally
        {
            await store.ReleaseAsync(CancellationToken.None);
            await ExecuteAsync($"DROP SCHEMA {schema} CASCADE");
        }

        async Task<int> ExecuteAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            return await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
