using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using CityDesk.Data;
using CityDesk.Geocoding;
using Microsoft.Extensions.Options;

namespace CityDesk;

/// <summary>Every setting of the desk: told by <c>--help</c>, and judged at every start before anything is done with it.</summary>
internal static class DeskSettings
{
    /// <summary>Sections of ours. A misspelt key in them would silently mean another database than the one that was asked for.</summary>
    private static readonly Dictionary<string, Type> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [DatabaseOptions.Section] = typeof(DatabaseOptions),
        [DeskOptions.Section] = typeof(DeskOptions),
        [GeocodingOptions.Section] = typeof(GeocodingOptions),
    };

    /// <summary>Those of the framework and of OpenTelemetry that an operator of this program has a use for.</summary>
    private static readonly DeskSetting[] Others =
    [
        new("Urls", "ADDRESSES", "where the web host listens", "http://127.0.0.1:5311"),
        new("ForwardedHeaders_Enabled", "BOOL", "whether the web host is behind a proxy, and believes it who is calling", "false"),
        new("Logging:LogLevel:CATEGORY", "LEVEL", "from which level on is logged, Trace to None; CATEGORY may be Default", "Information"),
        new("Logging:Console:FormatterName", "NAME", "desk, simple, json or systemd", "desk"),
        new("OTEL_EXPORTER_OTLP_ENDPOINT", "ADDRESS", "where traces and metrics are sent", "nowhere"),
        new("OTEL_EXPORTER_OTLP_PROTOCOL", "NAME", "grpc or http/protobuf", "grpc"),
    ];

    public static IReadOnlyList<DeskSetting> All { get; } = [.. Sections.SelectMany(section => Of(section.Key, section.Value)), .. Others];

    /// <summary>Refuses to go on with settings that nobody can have meant.</summary>
    /// <exception cref="OptionsValidationException">There is a key that is not known, or a value that is not what its key takes.</exception>
    public static void Require(IConfiguration configuration)
    {
        var problems = Sections.Keys
            .SelectMany(section => configuration.GetSection(section).AsEnumerable())
            // A variable of the environment may be named as a section is, and mean something else.
            .Where(entry => entry.Value is not null && entry.Key.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal))
            .Select(entry => FindProblem(entry.Key, entry.Value!))
            .OfType<string>()
            .ToList();
        if (problems.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(DeskOptions), problems);
    }

    /// <returns>What is wrong with a setting; <see langword="null"/> when nothing is. A value that may be a secret is not repeated.</returns>
    public static string? FindProblem(string name, string value)
    {
        var path = name.Split(':');
        if (!Sections.TryGetValue(path[0], out var options))
        {
            return path[0].Equals("Logging", StringComparison.OrdinalIgnoreCase)
                ? null
                : $"'{name}': there is no section {path[0]}; known are {string.Join(", ", Sections.Keys)} and Logging.";
        }

        var keys = KeysOf(options);
        var key = path.Length == 2 ? Array.Find(keys, property => property.Name.Equals(path[1], StringComparison.OrdinalIgnoreCase)) : null;
        if (key is null)
            return $"'{name}': section {path[0]} has {string.Join(", ", keys.Select(property => property.Name))}.";
        return CanConvert(value, key.PropertyType) ? null : $"'{name}={value}': {path[1]} must be {Describe(key.PropertyType)}.";
    }

    private static IEnumerable<DeskSetting> Of(string section, Type options)
    {
        var defaults = Activator.CreateInstance(options);
        foreach (var key in KeysOf(options))
        {
            var display = key.GetCustomAttribute<DisplayAttribute>();
            var value = key.GetValue(defaults) is bool flag ? (flag ? "true" : "false") : Convert.ToString(key.GetValue(defaults), CultureInfo.InvariantCulture);
            yield return new($"{section}:{key.Name}", display?.Prompt ?? "", display?.Description ?? "", string.IsNullOrEmpty(value) ? "none" : value);
        }
    }

    private static PropertyInfo[] KeysOf(Type options) => options.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    /// <summary>Whether the configuration binder, which uses the same converters, can read a value; and, for a name, whether it is one.</summary>
    private static bool CanConvert(string value, Type type)
    {
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

    private static string Describe(Type type) =>
        type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration like 00:00:30"
        : type == typeof(Uri) ? "an address like https://example.org/"
        : "a whole number";
}

/// <summary>One setting.</summary>
/// <param name="Name">As it is written, <c>Section:Key</c>.</param>
/// <param name="Placeholder">What stands for its value in help.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Default">What it is when nobody sets it.</param>
internal sealed record DeskSetting(string Name, string Placeholder, string Description, string Default);
