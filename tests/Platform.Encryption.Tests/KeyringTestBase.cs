using Microsoft.Extensions.Time.Testing;
using Platform.Encryption.Keys;
using Platform.Encryption.Tests.Reference;

namespace Platform.Encryption.Tests;

/// <summary>A store, a root key, a clock, and as many instances of a service as a test makes of them.</summary>
public abstract class KeyringTestBase : IDisposable
{
    private protected static readonly ColumnAddress Email = new("north", "residents", "email");
    private protected static readonly KeyScope North = KeyScope.ForTenant("north");
    private protected static readonly KeyScope Residents = KeyScope.ForPurpose("north", "residents");
    private protected static readonly KeyScope Ada = KeyScope.ForSubject("north", "residents", "ada");
    private protected static readonly KeyScope Bob = KeyScope.ForSubject("north", "residents", "bob");

    private readonly List<Keyring> _others = [];

    protected KeyringTestBase() => Keyring = Another();

    private protected FakeTimeProvider Time { get; } = new();

    private protected CountingRootKey Root { get; } = new();

    private protected FallibleKeyStore Store { get; } = new();

    private protected Keyring Keyring { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var keyring in _others)
            keyring.Dispose();
        Root.Dispose();
    }

    private protected Keyring Another(int capacity = 10_000, FieldCipherSettings? fields = null)
    {
        var keyring = new Keyring(Store, Root, new KeyringSettings { TimeProvider = Time, Capacity = capacity, Fields = fields ?? new() });
        _others.Add(keyring);
        return keyring;
    }

    private protected static async Task<byte[]> SealAsync(Keyring keyring, KeyScope scope)
    {
        using var lease = await keyring.LeaseOrCreateAsync(scope, Cancellation);
        return lease.Fields.SealText(Email.Row("7"u8), "x");
    }

    private protected static async Task<string> OpenAsync(Keyring keyring, KeyScope scope, byte[] value)
    {
        using var lease = await keyring.LeaseAsync(scope, Cancellation);
        return lease.Fields.OpenText(Email.Row("7"u8), value);
    }

    private protected static async Task<KeyUnavailableReason?> ReasonAsync(Func<Task> action) =>
        (await Record.ExceptionAsync(action)) is { } thrown ? Assert.IsType<KeyUnavailableException>(thrown).Reason : null;

    private protected static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The secret bytes of a key, to see that they are zero.</summary>
    private protected static ReadOnlyMemory<byte> SecretOf(object holder)
    {
        var field = holder.GetType().GetField("_secret", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
        return ((SecretBytes)field.GetValue(holder)!).Memory;
    }
}
