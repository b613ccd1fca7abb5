using CityDesk.Auditing;
using Platform.Audit;
using Platform.Encryption;
using Platform.Encryption.Keys;

namespace CityDesk.Keys;

/// <summary>Gives a purpose a new key. What is sealed stays as it is: the former keys still open it.</summary>
internal sealed class KeyRotation(Keyring keyring, IAuditAppender audit)
{
    /// <summary>Makes a new key for a purpose that has one.</summary>
    public async Task<KeyId> RotateAsync(SealingKeys keys, CancellationToken cancellationToken)
    {
        var made = await keyring.RotateAsync(keys.Scope, cancellationToken);
        var rotated = new DeskAudit.KeyRotated(AuditTargets.Key(keys.Scope), made.ToString());
        await audit.AppendAsync(rotated, cancellationToken: cancellationToken);
        return made;
    }
}
