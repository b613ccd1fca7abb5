using System.Security.Cryptography;
using System.Text;

namespace CityDesk.Webhooks;

/// <summary>By which name webhooks know a city. Its id may be any text; names of tenants are printable ASCII without spaces.</summary>
internal static class ContractorTenant
{
    /// <summary>More is not taken for a name, and an id of a hundred letters may come to more when it is escaped.</summary>
    private const int MaxLength = 200;

    public static string Of(string city)
    {
        var escaped = Uri.EscapeDataString(city);
        return escaped.Length <= MaxLength ? escaped : $"city-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(city)))}";
    }
}
