using Platform.Encryption;
using Platform.Encryption.Keys;

namespace CityDesk.Residents;

/// <summary>The root key from its file, read when it is first needed: a command that finds no desk creates nothing and needs none.</summary>
internal sealed class DeskRootKey(string path) : IRootKey, IDisposable
{
    private readonly Lazy<LocalRootKey> _key = new(() => LocalRootKey.ReadFile(path), LazyThreadSafetyMode.PublicationOnly);

    public string CurrentVersion => _key.Value.CurrentVersion;

    public ValueTask<ReadOnlyMemory<byte>> WrapAsync(ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken) =>
        _key.Value.WrapAsync(secret, context, cancellationToken);

    public ValueTask<bool> TryUnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> secret, CancellationToken cancellationToken) =>
        _key.Value.TryUnwrapAsync(wrapped, context, secret, cancellationToken);

    public void Dispose()
    {
        if (_key.IsValueCreated)
            _key.Value.Dispose();
    }
}
