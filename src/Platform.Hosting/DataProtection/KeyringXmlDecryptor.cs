using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Hosting.DataProtection;

/// <summary>
/// What Data Protection makes, by the name that it finds in a stored key, to read it: this name, of type and assembly, never changes.
/// </summary>
/// <param name="services">Those of the host, which the framework hands to whatever it makes so.</param>
internal sealed class KeyringXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly KeyringXml _xml = services.GetRequiredService<KeyringXml>();

    public XElement Decrypt(XElement encryptedElement) => _xml.Open(encryptedElement);
}
