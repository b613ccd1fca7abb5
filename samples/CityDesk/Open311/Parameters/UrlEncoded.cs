using System.Buffers;
using System.Text.Unicode;
using CityDesk.Domain;
using Platform.Errors;

namespace CityDesk.Open311.Parameters;

/// <summary>
/// Reads <c>application/x-www-form-urlencoded</c>, in a query or a body. Stricter than browsers and the framework, which
/// let a stray <c>%</c> stand and put U+FFFD in the place of broken UTF-8: here a text is stored as it was meant or refused.
/// </summary>
internal static class UrlEncoded
{
    // More than any client sends; without a limit a megabyte of "&a" would become half a million strings.
    private const int MaxPairs = 1_000;

    /// <summary>Adds each pair whose value is not empty to <paramref name="pairs"/>, and each fault to <paramref name="errors"/>.</summary>
    public static void Read(ReadOnlySpan<byte> encoded, List<KeyValuePair<string, string>> pairs, ErrorCollector errors)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(Math.Max(encoded.Length, 1));
        var count = 0;
        foreach (var part in encoded.Split((byte)'&'))
        {
            var pair = encoded[part];
            if (pair.IsEmpty)
                continue;
            if (++count > MaxPairs)
            {
                errors.Add(DeskErrors.ParametersTooMany(MaxPairs));
                break;
            }

            var equals = pair.IndexOf((byte)'=');
            var encodedName = equals < 0 ? pair : pair[..equals];
            var name = Decode(encodedName, scratch);
            if (name is null)
            {
                errors.Add(DeskErrors.ParameterNameEncoding());
                continue;
            }

            var value = equals < 0 ? "" : Decode(pair[(equals + 1)..], scratch);
            if (value is null)
                errors.Add(DeskErrors.ParameterEncoding(DeskText.Shown(name)));
            else if (value.Length > 0)
                pairs.Add(new(name, value)); // GeoReport v2: an empty parameter and none at all mean the same.
        }

        ArrayPool<byte>.Shared.Return(scratch);
    }

    private static string? Decode(ReadOnlySpan<byte> encoded, Span<byte> scratch)
    {
        var length = 0;
        for (var at = 0; at < encoded.Length; at++)
        {
            var next = encoded[at];
            if (next == '+')
            {
                next = (byte)' ';
            }
            else if (next == '%')
            {
                if (at + 2 >= encoded.Length || Convert.FromHexString(encoded.Slice(at + 1, 2), scratch[length..], out _, out _) != OperationStatus.Done)
                    return null;
                next = scratch[length];
                at += 2;
            }

            scratch[length++] = next;
        }

        var decoded = scratch[..length];
        return Utf8.IsValid(decoded) ? System.Text.Encoding.UTF8.GetString(decoded) : null;
    }
}
