using System.Text;

namespace Platform.Webhooks.Tests;

internal static class Text
{
    public static byte[] Utf8(this string text) => Encoding.UTF8.GetBytes(text);
}
