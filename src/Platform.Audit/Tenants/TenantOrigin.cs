using System.Buffers;
using System.Text;

namespace Platform.Audit.Tenants;

/// <summary>What the log of a tenant is called: the origin of the host's log, and an id that says nothing of who he is.</summary>
internal static class TenantOrigin
{
    /// <summary>How many characters an id has: 128 bits in lower-case hexadecimal digits.</summary>
    public const int IdLength = 32;

    private const string Separator = "/t/";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static string Of(string origin, string id) => $"{origin}{Separator}{id}";

    /// <exception cref="ArgumentException">It is no id.</exception>
    public static void RequireId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!IsId(id))
            throw new ArgumentException($"\"{id}\" is no id of a tenant: {IdLength} lower-case hexadecimal digits.", nameof(id));
    }

    public static bool IsId(ReadOnlySpan<char> id) => id.Length == IdLength && !id.ContainsAnyExcept(Digits);

    /// <summary>The id in an origin; <see langword="null"/> where it is no tenant's of this host.</summary>
    public static string? FindId(string origin, ReadOnlySpan<byte> ofTenant)
    {
        var text = Encoding.UTF8.GetString(ofTenant);
        return text.Length == origin.Length + Separator.Length + IdLength && text.StartsWith(origin, StringComparison.Ordinal)
            && text.AsSpan(origin.Length).StartsWith(Separator, StringComparison.Ordinal)
                && IsId(text.AsSpan(origin.Length + Separator.Length))
            ? text[^IdLength..]
            : null;
    }
}
