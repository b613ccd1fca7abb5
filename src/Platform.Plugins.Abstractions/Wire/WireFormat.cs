using System.Text;

namespace Platform.Plugins.Abstractions.Wire;

/// <summary>What whoever writes and whoever reads have to agree on.</summary>
internal static class WireFormat
{
    /// <summary>How deep values may lie in each other: what is recursive ends before the stack does.</summary>
    public const int MaxDepth = 64;

    /// <summary>Neither side changes a text in silence.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static WireException TooDeep() => new($"Values lie in each other more than {MaxDepth} deep.");
}
