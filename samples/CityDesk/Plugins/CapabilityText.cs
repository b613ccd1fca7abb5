namespace CityDesk.Plugins;

/// <summary>What a capability lets a plugin do, for whoever has to agree to it.</summary>
internal static class CapabilityText
{
    public static string Of(string capability)
    {
        var (kind, what) = capability.Split(':', 2) is [var first, var rest] ? (first, rest) : (capability, "");
        return kind switch
        {
            "net.http" when what.StartsWith("http://", StringComparison.Ordinal) => $"call {what["http://".Length..]}, unencrypted",
            "net.http" => $"call {what} over HTTPS",
            "net.sockets" => "open connections of any kind to anybody",
            "fs.read" => $"read the files below {what}",
            "fs.write" => $"read and change the files below {what}",
            _ => capability,
        };
    }
}
