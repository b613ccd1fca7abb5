using Platform.Encryption;

namespace CityDesk.Auditing;

/// <summary>What events are about, as it stands in records. For staff, keys and operators it is also who did something.</summary>
internal static class AuditTargets
{
    private const string RequestPrefix = "request:";

    public static string Request(string key) => RequestPrefix + key;

    public static string Resident(string id) => $"resident:{id}";

    public static string Staff(string userName) => $"staff:{userName}";

    public static string Consumer(string name) => $"consumer:{name}";

    /// <summary>The keys of a purpose.</summary>
    public static string Key(KeyScope scope) => $"key:{scope}";

    /// <summary>As the records of what became of plugins name them.</summary>
    public static string Plugin(string id) => $"plugin:{id}";

    public static string City(string id) => $"city:{id}";

    /// <returns>The id of the request that is meant; <see langword="null"/> where none is.</returns>
    public static string? RequestKeyOf(string target) => target.StartsWith(RequestPrefix, StringComparison.Ordinal) ? target[RequestPrefix.Length..] : null;
}
