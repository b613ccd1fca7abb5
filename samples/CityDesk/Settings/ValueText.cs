using System.ComponentModel;

namespace CityDesk.Settings;

/// <summary>Whether a value can be read as what its key takes, and how to say what that is.</summary>
internal static class ValueText
{
    /// <summary>As the configuration binder reads it, which uses the same converters; and, for a name, whether it is one.</summary>
    public static bool Fits(string value, Type type)
    {
        // The converter takes a bare number for days; who writes one means seconds.
        if (type == typeof(TimeSpan) && !value.Contains(':', StringComparison.Ordinal))
            return false;
        try
        {
            var converted = TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
            return !type.IsEnum || (converted is not null && Enum.IsDefined(type, converted));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return false;
        }
    }

    public static string Describe(Type type) =>
        type.IsEnum ? Either(Enum.GetNames(type))
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration like 00:00:30, which is 30 seconds"
        : type == typeof(Uri) ? "an address like https://example.org/"
        : "a whole number";

    /// <summary>A choice, as a person says it: <c>a, b or c</c>.</summary>
    public static string Either(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} or {names[^1]}";
}
