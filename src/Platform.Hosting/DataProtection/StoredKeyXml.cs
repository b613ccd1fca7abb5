using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Platform.Hosting.DataProtection;

/// <summary>
/// Keys of Data Protection as they are stored: what must not lie open is marked so, and an element that says how to open it stands in its
/// place where it is sealed.
/// </summary>
internal static class StoredKeyXml
{
    private static readonly XNamespace Framework = "http://schemas.asp.net/2015/03/dataProtection";

    /// <returns>The key with everything sealed that is marked; <see langword="null"/> where nothing lies open.</returns>
    public static string? Seal(string stored, IXmlEncryptor encryptor)
    {
        var key = XElement.Parse(stored);
        var open = key.DescendantsAndSelf()
            .Where(static element => (bool?)element.Attribute(Framework + "requiresEncryption") == true).ToList();
        foreach (var secret in open)
        {
            var isSealed = encryptor.Encrypt(new XElement(secret));
            secret.ReplaceWith(new XElement(
                Framework + "encryptedSecret",
                new XAttribute("decryptorType", isSealed.DecryptorType.AssemblyQualifiedName!),
                isSealed.EncryptedElement));
        }
        return open.Count == 0 ? null : key.ToString(SaveOptions.DisableFormatting);
    }
}
