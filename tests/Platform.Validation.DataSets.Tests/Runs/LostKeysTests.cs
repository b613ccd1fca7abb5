using Platform.Validation.DataSets.Sqlite;

namespace Platform.Validation.DataSets.Tests.Runs;

/// <summary>A run that goes on without the keys that it had on disk would call values unique that are not.</summary>
public sealed class LostKeysTests : IDisposable
{
    private static readonly KeySet<long> Customers = KeySet.Of(Orders.Customers);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-lost-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("all files are gone")]
    [InlineData("another storage is asked")]
    [InlineData("the last keys are gone")]
    public void A_run_whose_keys_are_gone_is_not_gone_on_with(string what)
    {
        var settings = new DataSetRunSettings { BatchSize = 16, MaxKeysInMemory = 20, KeyStorage = new SqliteKeyStorage(_folder.FullName) };
        using var saved = new MemoryStream();
        using (var run = Orders.Rules(Customers).Start(settings))
        {
            DataSetTests.Check(run, Orders.Make(5, 300));
            run.Save(saved);
        }
        saved.Position = 0;
        if (what == "another storage is asked")
            settings = settings with { KeyStorage = new SqliteKeyStorage(Path.Combine(_folder.FullName, "other")) };
        foreach (var file in _folder.GetFiles("*.db"))
        {
            if (what == "all files are gone")
                file.Delete();
            else if (what == "the last keys are gone")
                Shorten(file.FullName);
        }

        var refused = Assert.Throws<CheckpointException>(() => Orders.Rules(Customers).Resume(saved, settings));

        Assert.Contains("keys", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Killed between the two, the next run begins again. The other way round it would go on, without keys.</summary>
    [Fact]
    public async Task A_checkpoint_is_gone_before_the_keys_are()
    {
        var checkpoint = Path.Combine(_folder.FullName, "run.checkpoint");
        var storage = new Watching(new SqliteKeyStorage(_folder.FullName), () => File.Exists(checkpoint));
        using var runner = new DataSetRunner(new PlatformValidationDataSetsOptions { BatchSize = 16, MaxKeysInMemory = 20, CheckpointEvery = 32 }, storage);

        await runner.RunAsync(Orders.Rules(Customers), RowSource.Of(Orders.Make(5, 300)), new DataSetRunSettings { CheckpointPath = checkpoint }, Cancellation);

        Assert.NotEmpty(storage.Seen);
        Assert.All(storage.Seen, Assert.False);
    }

    private static void Shorten(string path)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM keys WHERE key = (SELECT max(key) FROM keys)";
        command.ExecuteNonQuery();
    }

    private sealed class Watching(IKeyStorage storage, Func<bool> look) : IKeyStorage
    {
        public List<bool> Seen { get; } = [];

        public IStoredKeys Open(string run, string rule) => new Keys(storage.Open(run, rule), this);

        private sealed class Keys(IStoredKeys keys, Watching owner) : IStoredKeys
        {
            public long Count => keys.Count;

            public void Add(IReadOnlyList<StoredKey> added, long generation) => keys.Add(added, generation);

            public bool TryFind(UInt128 key, out long row) => keys.TryFind(key, out row);

            public IEnumerable<StoredKey> Read() => keys.Read();

            public void DiscardAfter(long generation) => keys.DiscardAfter(generation);

            public void Delete()
            {
                owner.Seen.Add(owner.Look());
                keys.Delete();
            }

            public void Dispose() => keys.Dispose();
        }

        private bool Look() => look();
    }
}
