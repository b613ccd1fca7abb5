using Platform.Plugins.Storage;

namespace CityDesk.Plugins;

/// <summary>
/// Packages that were uploaded, while somebody reads what they ask for: in memory, few, and not for long. Nothing of them is on a disk
/// before somebody has agreed.
/// </summary>
internal sealed class WaitingPackages(TimeProvider time)
{
    private const int Most = 4;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly List<(string Digest, byte[] Package, string Name, DateTimeOffset Until)> _waiting = [];

    /// <summary>Keeps a package; of too many the oldest goes.</summary>
    public void Keep(PluginChange change, byte[] package, string name)
    {
        lock (_lock)
        {
            var digest = change.Release.Package.Digest;
            _waiting.RemoveAll(each => each.Digest == digest || each.Until <= time.GetUtcNow());
            if (_waiting.Count == Most)
                _waiting.RemoveAt(0);
            _waiting.Add((digest, package, name, time.GetUtcNow() + Longest));
        }
    }

    /// <returns>The package of this digest; nothing where it does not wait any more.</returns>
    public (byte[] Package, string Name)? Find(string digest)
    {
        lock (_lock)
        {
            _waiting.RemoveAll(each => each.Until <= time.GetUtcNow());
            return _waiting.Find(each => each.Digest == digest) is { Package: { } package, Name: var name } ? (package, name) : null;
        }
    }

    public void Forget(string digest)
    {
        lock (_lock)
            _waiting.RemoveAll(each => each.Digest == digest);
    }
}
