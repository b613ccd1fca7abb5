using System.Collections.Frozen;

namespace Platform.Validation.Schema.Formats;

/// <summary>A format that texts can be checked for.</summary>
/// <param name="Name">As the keyword <c>format</c> names it.</param>
/// <param name="IsMatch">Whether valid UTF-8, decoded from JSON, is of the format.</param>
internal sealed record StringFormat(string Name, Func<ReadOnlySpan<byte>, bool> IsMatch)
{
    private static readonly FrozenDictionary<string, StringFormat> Known = new StringFormat[]
    {
        new("date-time", DateTimeFormats.IsDateTime),
        new("date", DateTimeFormats.IsDate),
        new("time", DateTimeFormats.IsTime),
        new("duration", DurationFormat.IsMatch),
        new("email", EmailFormats.IsEmail),
        new("idn-email", EmailFormats.IsInternationalEmail),
        new("hostname", HostNameFormats.IsHostName),
        new("idn-hostname", HostNameFormats.IsInternationalHostName),
        new("ipv4", AddressFormats.IsIpV4),
        new("ipv6", AddressFormats.IsIpV6),
        new("uri", static text => UriFormats.IsUri(text, international: false)),
        new("uri-reference", static text => UriFormats.IsReference(text, international: false)),
        new("iri", static text => UriFormats.IsUri(text, international: true)),
        new("iri-reference", static text => UriFormats.IsReference(text, international: true)),
        new("uuid", UuidFormat.IsMatch),
        new("uri-template", UriTemplateFormat.IsMatch),
        new("json-pointer", PointerFormats.IsPointer),
        new("relative-json-pointer", PointerFormats.IsRelativePointer),
        new("regex", RegexFormat.IsMatch),
    }.ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    /// <summary>A format by its name, or <see langword="null"/> where it is not known.</summary>
    public static StringFormat? Find(string name) => Known.GetValueOrDefault(name);
}
