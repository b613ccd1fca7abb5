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

    public int Counted { get; private set; }

    /// <summary>Rows that take no other value.</summary>
    public Func<int, bool> Refuses { get; set; } = static _ => false;

    /// <summary>A scope of a tenant that is not there.</summary>
    public KeyScope? Unreachable { get; set; }

    public bool MayHold(KeyScope scope) => scope == Unreachable ? throw new IOException("away") : scopes.Contains(scope);

    public async ValueTask<ReencryptedPage> ReencryptAsync(ReencryptionKeys keys, ReencryptionPosition? after, int limit, CancellationToken cancellationToken)
    {
        (Asked, Stop) = (Asked + 1, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var page = Values.OrderBy(pair => pair.Key).Where(pair => pair.Key > ((after as Position)?.Row ?? int.MinValue) && Names(keys, pair.Value)).Take(limit).ToList();
        await Between();
        cancellationToken.ThrowIfCancellationRequested();
        var (replaced, changed, refused, unreadable) = (0, 0, 0, 0);
        foreach (var (row, value) in page)
        {
            var plaintext = new byte[value.Length];
            if (await keys.LeaseAsync(keys.ScopeOf(IdOf(value))!, cancellationToken) is not { } lease || lease.Fields.TryOpen(Column.Row(BitConverter.GetBytes(row)), value, plaintext, out var length) != OpenResult.Opened)
                unreadable++;
            else if (Refuses(row))
                refused++;
            else if (Values.TryUpdate(row, lease.Fields.Seal(Column.Row(BitConverter.GetBytes(row)), plaintext.AsSpan(0, length)), value))
                replaced++;
            else
                changed++;
        }
        return new ReencryptedPage { Next = page.Count < limit ? null : new Position(page[^1].Key), Replaced = replaced, Changed = changed, Refused = refused, Unreadable = unreadable };
    }

    public ValueTask<IReadOnlyDictionary<KeyId, long>> CountAsync(ReencryptionKeys keys, CancellationToken cancellationToken)
    {
        Counted++;
        return new(Values.Values.Where(value => Names(keys, value)).GroupBy(IdOf).ToDictionary(static group => group.Key, static group => group.LongCount()));
    }

    public void Write(KeyLease lease, int row, string text) => Values[row] = lease.Fields.SealText(Column.Row(BitConverter.GetBytes(row)), text);

    public string Read(KeyLease lease, int row) => lease.Fields.OpenText(Column.Row(BitConverter.GetBytes(row)), Values[row]);

    private static bool Names(ReencryptionKeys keys, byte[] value) => KeyId.TryReadFrom(value, out var id) && keys.Former.Contains(id);

    private static KeyId IdOf(byte[] value) => KeyId.TryReadFrom(value, out var id) ? id : default;

    private sealed record Position(int Row) : ReencryptionPosition;
}
