using System.Collections.Frozen;

namespace Platform.Validation.Schema.Formats;

/// <summary>A format that texts can be checked for.</summary>
/// <param name="Name">As the keyword <c>format</c> names it.</param>
/// <param name="IsMatch">Whether valid UTF-8, decoded from JSON, is of the format.</param>
internal sealed record StringFormat(string Name, Func<ReadOnlySpan<byte>, bool> IsMatch)
{
    private static readonly FrozenDictionary<string, StringFormat> Known = new StringFormat[]
    {
        new("uuid", UuidFormat.IsMatch),
    }.ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    /// <summary>A format by its name, or <see langword="null"/> where it is not known.</summary>
    public static StringFormat? Find(string name) => Known.GetValueOrDefault(name);
}
