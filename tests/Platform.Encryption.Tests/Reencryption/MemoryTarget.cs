using System.Collections.Concurrent;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;

namespace Platform.Encryption.Tests.Reencryption;

/// <summary>A column in memory, in the order of its row keys.</summary>
internal sealed class MemoryTarget(string name, params IReadOnlyList<KeyScope> scopes) : IReencryptionTarget
{
    public static readonly ColumnAddress Column = new("north", "letters", "body");

    public ConcurrentDictionary<int, byte[]> Values { get; } = new();

    public string Name { get; } = name;

    /// <summary>What happens between reading a page and replacing it.</summary>
    public Func<Task> Between { get; set; } = static () => Task.CompletedTask;

    /// <summary>The token of the page that is being worked on.</summary>
    public CancellationToken Stop { get; private set; }

    public int Asked { get; private set; }

    public bool MayHold(KeyScope scope) => scopes.Contains(scope);

    public async ValueTask<ReencryptedPage> ReencryptAsync(ReencryptionKeys keys, object? after, int limit, CancellationToken cancellationToken)
    {
        (Asked, Stop) = (Asked + 1, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var page = Values.OrderBy(pair => pair.Key).Where(pair => pair.Key > (after as int? ?? int.MinValue) && Names(keys, pair.Value)).Take(limit).ToList();
        await Between();
        cancellationToken.ThrowIfCancellationRequested();
        var (replaced, changed, unreadable) = (0, 0, 0);
        foreach (var (row, value) in page)
        {
            var plaintext = new byte[value.Length];
            if (keys.Lease.Fields.TryOpen(Column.Row(BitConverter.GetBytes(row)), value, plaintext, out var length) != OpenResult.Opened)
                unreadable++;
            else if (Values.TryUpdate(row, keys.Lease.Fields.Seal(Column.Row(BitConverter.GetBytes(row)), plaintext.AsSpan(0, length)), value))
                replaced++;
            else
                changed++;
        }
        return new ReencryptedPage(page.Count < limit ? null : page[^1].Key, replaced, changed, unreadable);
    }

    public ValueTask<long> CountAsync(ReencryptionKeys keys, CancellationToken cancellationToken) => new(Values.Values.LongCount(value => Names(keys, value)));

    public void Write(KeyLease lease, int row, string text) => Values[row] = lease.Fields.SealText(Column.Row(BitConverter.GetBytes(row)), text);

    public string Read(KeyLease lease, int row) => lease.Fields.OpenText(Column.Row(BitConverter.GetBytes(row)), Values[row]);

    private static bool Names(ReencryptionKeys keys, byte[] value) => KeyId.TryReadFrom(value, out var id) && keys.Former.Contains(id);
}
