using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Platform.Audit.EntityFrameworkCore;
using Platform.Audit.Sqlite;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Audit;

/// <summary>What capturing costs whoever saves: a hundred entities of which three properties are changed, in SQLite on the disk.</summary>
internal static class CaptureRows
{
    private const int Entities = 100;

    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Compare("SaveChanges of 100 entities, captured", [Measure.P50], Saving("ours", isCaptured: true), Saving("not captured", isCaptured: false)).OnDisk(),
    ];

    private static Side Saving(string name, bool isCaptured) =>
        Side.OfAsync(name, token => Work.StartAsync(isCaptured, token), static (work, _, token) => work.SaveAsync(token));

    private sealed class Request
    {
        public int Id { get; init; }

        public string Title { get; set; } = "Pothole";

        public string Street { get; init; } = "Main Street 17";

        public string State { get; set; } = "open";

        public int Priority { get; set; }

        public DateTimeOffset OpenedAt { get; init; }

        public string? Assignee { get; init; } = "roads";

        public string? Note { get; init; } = "In front of the school.";
    }

    private sealed class DeskContext(DbContextOptions<DeskContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Request>().IsAudited("request");
            modelBuilder.UsePlatformAuditIntake();
        }
    }

    private sealed class Work : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-gate-capture-");
        private readonly DeskContext _desk;
        private readonly List<Request> _requests = [.. Enumerable.Range(0, Entities).Select(static _ => new Request { OpenedAt = DateTimeOffset.UnixEpoch })];
        private int _saved;

        private Work(bool isCaptured)
        {
            var options = new DbContextOptionsBuilder<DeskContext>().UseSqlite($"Data Source={File}");
            _desk = new DeskContext((isCaptured ? options.UsePlatformAuditCapture() : options).Options);
        }

        private string File => Path.Combine(_folder.FullName, "desk.db");

        public static async ValueTask<Work> StartAsync(bool isCaptured, CancellationToken cancellationToken)
        {
            var work = new Work(isCaptured);
            await work._desk.Database.EnsureCreatedAsync(cancellationToken);
            // The log makes the intake, and sets the journal as it is in a service.
            using (var store = new SqliteAuditStore(work.File))
                await store.TryAcquireAsync(cancellationToken);
            work._desk.AddRange(work._requests);
            await work._desk.SaveChangesAsync(cancellationToken);
            return work;
        }

        /// <summary>The same answer on both sides: everything was saved.</summary>
        public async ValueTask<bool> SaveAsync(CancellationToken cancellationToken)
        {
            _saved++;
            foreach (var request in _requests)
                (request.State, request.Priority, request.Title) = (_saved % 2 == 0 ? "open" : "closed", _saved, _saved % 2 == 0 ? "Pothole" : "Hole");
            return await _desk.SaveChangesAsync(cancellationToken) == Entities;
        }

        public async ValueTask DisposeAsync()
        {
            await _desk.DisposeAsync();
            SqliteConnection.ClearAllPools();
            _folder.Delete(recursive: true);
        }
    }
}
