using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Platform.Audit.PersonalData;
using Platform.Encryption;

namespace Platform.Hosting.Audit;

/// <summary>
/// Seals what is kept beside records for their personal fields with keys of the keyring. An event is written without waiting, so keys that are at hand are used at once; a key
/// that is not is waited for, as long as the keyring's look-up may take.
/// </summary>
internal sealed class KeyringContentProtector : IAuditContentProtector, IHostedLifecycleService
{
    private readonly Keyring _keyring;
    private readonly AuditEncryptionOptions _options;
    private readonly ColumnAddress _column;
    private readonly KeyScope _ofAll;

    public KeyringContentProtector(Keyring keyring, AuditEncryptionOptions options)
    {
        (_keyring, _options) = (keyring, options);
        _column = new ColumnAddress(options.Tenant, "audit", "personal");
        _ofAll = KeyScope.ForPurpose(options.Tenant, options.Purpose);
    }

    public byte[] Protect(string? subject, ReadOnlySpan<byte> content)
    {
        using var lease = LeaseToSeal(ScopeOf(subject));
        return lease.Fields.Seal(_column.Row(RowOf(subject)), content);
    }

    public AuditUnprotectResult TryUnprotect(string? subject, ReadOnlySpan<byte> content, out byte[]? opened)
    {
        var scope = ScopeOf(subject);
        var result = TryOpen(scope, subject, content, out opened);
        if (result == AuditUnprotectResult.Opened || scope == _ofAll)
            return result;
        // What was sealed when the subject had no key of its own, or none any more.
        var ofAll = TryOpen(_ofAll, subject, content, out opened);
        return ofAll == AuditUnprotectResult.Changed ? result : ofAll;
    }

    private AuditUnprotectResult TryOpen(KeyScope scope, string? subject, ReadOnlySpan<byte> content, out byte[]? opened)
    {
        opened = null;
        KeyLease? lease;
        try
        {
            lease = Waiting.For(_keyring.TryLeaseAsync(scope));
        }
        catch (KeyUnavailableException destroyed) when (destroyed.Reason == KeyUnavailableReason.Destroyed)
        {
            return AuditUnprotectResult.KeyDestroyed;
        }
        using var ending = lease;
        // A scope that never had a key has sealed nothing.
        if (lease is null)
            return AuditUnprotectResult.Changed;
        var buffer = new byte[FieldCipher.GetMaxPlaintextLength(content.Length)];
        if (lease.Fields.TryOpen(_column.Row(RowOf(subject)), content, buffer, out var length) != OpenResult.Opened)
            return AuditUnprotectResult.Changed;
        opened = buffer[..length];
        return AuditUnprotectResult.Opened;
    }

    public byte[]? ComputeTag(string field, string value)
    {
        if (!_options.Indexes.TryGetValue(field, out var index))
            return null;
        using var lease = Waiting.For(_keyring.LeaseOrCreateAsync(index.ScopeFor(_options.Tenant)));
        return lease.Indexer(index).Compute(value);
    }

    public bool Matches(string field, string value, string searched) => _options.Indexes.TryGetValue(field, out var index) ? index.Matches(value, searched) : value == searched;

    /// <summary>After the keyring has looked at its store: so that the first event need not wait.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var scope in _options.Indexes.Values.Select(index => index.ScopeFor(_options.Tenant)).Prepend(_ofAll))
            (await _keyring.LeaseOrCreateAsync(scope, cancellationToken).ConfigureAwait(false)).Dispose();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Somebody whose key was destroyed may still do something that has to be recorded: it is sealed with the key of all, and erased as they are.</summary>
    private KeyLease LeaseToSeal(KeyScope scope)
    {
        try
        {
            return Waiting.For(_keyring.LeaseOrCreateAsync(scope));
        }
        catch (KeyUnavailableException destroyed) when (destroyed.Reason == KeyUnavailableReason.Destroyed && scope != _ofAll)
        {
            return Waiting.For(_keyring.LeaseOrCreateAsync(_ofAll));
        }
    }

    private KeyScope ScopeOf(string? subject) => _options.HasKeyPerSubject && !string.IsNullOrEmpty(subject) ? KeyScope.ForSubject(_options.Tenant, _options.Purpose, subject) : _ofAll;

    /// <summary>A content that is moved to another subject does not open. Where it stands among the records is in what the record has committed to.</summary>
    private static byte[] RowOf(string? subject) => subject is null ? [0] : [1, .. SHA256.HashData(Encoding.UTF8.GetBytes(subject))];
}
