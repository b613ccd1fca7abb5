using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Platform.Encryption;

namespace Platform.Hosting.DataProtection;

/// <summary>
/// Seals and opens the secrets of Data Protection's keys with a key of the keyring. The framework does not say which of its keys a secret
/// is of, so a value is bound to the tenant and to being such a secret, and not to its key.
/// </summary>
internal sealed class KeyringXml
{
    /// <summary>Stands in files and databases of others: it never changes.</summary>
    private const string ElementName = "sealedSecret";

    private static readonly byte[] Row = [0];

    private readonly Keyring _keyring;
    private readonly KeyScope _scope;
    private readonly ColumnAddress _column;

    public KeyringXml(Keyring keyring, DataProtectionEncryptionOptions options)
    {
        _keyring = keyring;
        _scope = KeyScope.ForPurpose(options.Tenant, options.Purpose);
        _column = new ColumnAddress(options.Tenant, "data protection", "secret");
    }

    public XElement Seal(XElement secret)
    {
        var plaintext = Encoding.UTF8.GetBytes(secret.ToString(SaveOptions.DisableFormatting));
        try
        {
            using var lease = Waiting.For(_keyring.LeaseOrCreateAsync(_scope));
            return new XElement(ElementName, Convert.ToBase64String(lease.Fields.Seal(_column.Row(Row), plaintext)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <exception cref="CryptographicException">It does not open: the message says why, and nothing of the secret.</exception>
    public XElement Open(XElement element)
    {
        if (element.Name != ElementName || !TryDecode(element.Value, out var value))
            throw Refused("it is not what was stored");
        using var lease = Lease();
        var plaintext = new byte[FieldCipher.GetMaxPlaintextLength(value.Length)];
        try
        {
            var result = lease.Fields.TryOpen(_column.Row(Row), value, plaintext, out var length);
            if (result != OpenResult.Opened)
                throw Refused(ReasonOf(result));
            using var reader = XmlReader.Create(new MemoryStream(plaintext, 0, length, writable: false));
            return XElement.Load(reader);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private KeyLease Lease()
    {
        try
        {
            return Waiting.For(_keyring.LeaseAsync(_scope));
        }
        catch (KeyUnavailableException unavailable)
        {
            throw Refused(
                $"the keys of {_scope} cannot be had ({unavailable.Reason}): the key store or the root key may be another than it was sealed with", unavailable);
        }
    }

    private string ReasonOf(OpenResult result) => result switch
    {
        OpenResult.KeyNotFound =>
            $"none of the keys of {_scope} has sealed it: it is another tenant's or another key store's, or its key was retired",
        OpenResult.NotAuthentic => "it was changed, or sealed for another place",
        _ => "it is not what was stored",
    };

    private static bool TryDecode(string text, out byte[] value)
    {
        value = new byte[text.Length];
        var isDecoded = Convert.TryFromBase64String(text, value, out var length);
        value = value[..length];
        return isDecoded;
    }

    private static CryptographicException Refused(string reason, Exception? inner = null) =>
        new($"A key of Data Protection does not open: {reason}.", inner);
}
