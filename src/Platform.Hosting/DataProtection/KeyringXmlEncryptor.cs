using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Platform.Hosting.DataProtection;

/// <summary>What Data Protection asks before it stores a key.</summary>
internal sealed class KeyringXmlEncryptor(KeyringXml xml) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(xml.Seal(plaintextElement), typeof(KeyringXmlDecryptor));
}
