using System.Buffers;

namespace Platform.Errors;

/// <summary>What is the same in every problem of one error, written once.</summary>
internal static class ProblemParts
{
    /// <summary>The members that RFC 9457 §3.1 gives their meaning, up to what differs by occurrence, and the link to help.</summary>
    public static byte[] Head(ErrorDescriptor descriptor, string title) => Write((ref JsonOutput json) =>
    {
        json.Raw("{\"type\":"u8);
        json.Text(descriptor.Type);
        json.Raw(",\"title\":"u8);
        json.Text(title);
        json.Raw(",\"status\":"u8);
        json.Number(descriptor.Status);
        if (descriptor.HelpLink is { } help)
        {
            json.Raw(",\"helpLink\":"u8);
            json.Text(help);
        }
    });

    /// <summary>The code, as a member that follows another.</summary>
    public static byte[] Code(ErrorDescriptor descriptor) => Write((ref JsonOutput json) =>
    {
        json.Raw(",\"code\":"u8);
        json.Text(descriptor.Code);
    });

    /// <summary>A piece of a text, without quotes.</summary>
    public static byte[] Literal(string text) => Write((ref JsonOutput json) => json.TextPart(text));

    /// <summary>The names of the arguments, as members of <c>args</c> up to their values.</summary>
    public static byte[][] ArgumentNames(ErrorDescriptor descriptor) =>
    [
        .. descriptor.Parameters.Select(parameter => Write((ref JsonOutput json) =>
        {
            json.Text(parameter.Name);
            json.Raw(":"u8);
        })),
    ];

    private delegate void Writing(ref JsonOutput json);

    private static byte[] Write(Writing write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var json = new JsonOutput(buffer);
        write(ref json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
