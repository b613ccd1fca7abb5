using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Frames;

/// <summary>What failed at the other end, as text: an exception of a type of the plugin is nothing to the host.</summary>
internal static class FailureText
{
    private const int MaxCharacters = 1_000;

    public static void Write(WireMessage message, Exception failure)
    {
        var writer = new WireWriter(message);
        writer.WriteString(Short(failure.GetType().FullName ?? "?"));
        writer.WriteString(Short(MessageOf(failure)));
    }

    public static Exception Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new WireReader(message);
            return new PluginCallException(Short(reader.ReadString()), Short(reader.ReadString()));
        }
        catch (WireException fault)
        {
            return fault;
        }
    }

    /// <summary>
    /// What an exception of a plugin says is code of the plugin, which may fail too; the host is told of the failure all the same.
    /// </summary>
    private static string MessageOf(Exception failure)
    {
        try
        {
            return failure.Message ?? "";
        }
        catch (Exception)
        {
            return "What it says cannot be read.";
        }
    }

    /// <summary>
    /// Short, and without what would be a line of its own in a log; a half of a pair of surrogates becomes what stands for it.
    /// </summary>
    private static string Short(string text) => string.Create(Math.Min(text.Length, MaxCharacters), text, static (to, from) =>
    {
        for (var at = 0; at < to.Length; at++)
        {
            var isHalf = char.IsSurrogate(from[at])
                && !(char.IsHighSurrogate(from[at]) && at + 1 < to.Length && char.IsLowSurrogate(from[at + 1]))
                && !(char.IsLowSurrogate(from[at]) && at > 0 && char.IsHighSurrogate(from[at - 1]));
            to[at] = isHalf ? '\uFFFD' : char.IsControl(from[at]) ? ' ' : from[at];
        }
    });
}
