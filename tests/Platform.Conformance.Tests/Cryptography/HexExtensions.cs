using System.Text.Json;

namespace Platform.Conformance.Tests.Cryptography;

internal static class HexExtensions
{
    /// <summary>The bytes of a hexadecimal property.</summary>
    public static byte[] Hex(this JsonElement element, string property) => Convert.FromHexString(element.GetProperty(property).GetString()!);
}
