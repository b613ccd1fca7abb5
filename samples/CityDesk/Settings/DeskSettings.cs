using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Geocoding;
using CityDesk.Limits;
using CityDesk.Plugins;
using CityDesk.Residents;
using CityDesk.Webhooks;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;

namespace CityDesk.Settings;

/// <summary>Every setting of the desk: told by <c>--help</c>, and judged at every start before anything is done with it.</summary>
internal static class DeskSettings
{
    /// <summary>Sections of ours. A misspelt key in them would silently mean another database than the one that was asked for.</summary>
    private static readonly Dictionary<string, Type> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        [AuditOptions.Section] = typeof(AuditOptions),
        [DeskWebhookOptions.Section] = typeof(DeskWebhookOptions),
        [DatabaseOptions.Section] = typeof(DatabaseOptions),
        [DeskOptions.Section] = typeof(DeskOptions),
        [EncryptionOptions.Section] = typeof(EncryptionOptions),
        [GeocodingOptions.Section] = typeof(GeocodingOptions),
        [LimitsOptions.Section] = typeof(LimitsOptions),
        [DeskPluginOptions.Section] = typeof(DeskPluginOptions),
    };

    /// <summary>Those of the framework and of OpenTelemetry that an operator of this program has a use for.</summary>
    private static readonly DeskSetting[] Others =
    [
        new(FrameworkSettings.Urls, "ADDRESSES", "where the web host listens", "http://127.0.0.1:5311"),
        new(FrameworkSettings.ForwardedHeaders, "BOOL", "whether the web host is behind a proxy, and believes it who is calling", "false"),
        new("Logging:LogLevel:CATEGORY", "LEVEL", "from which level on is logged, Trace to None; CATEGORY may be Default", "Information"),
        new("Logging:Console:FormatterName", "NAME", LoggingSettings.FormatterChoice, DeskConsoleFormatter.FormatterName),
        new(FrameworkSettings.OtlpEndpoint, "ADDRESS", "where traces and metrics are sent", "nowhere"),
        new(FrameworkSettings.OtlpProtocol, "NAME", FrameworkSettings.ProtocolChoice, "grpc"),
    ];

    public static IReadOnlyList<DeskSetting> All { get; } = [.. Sections.SelectMany(section => Of(section.Key, section.Value)), .. Others];

    /// <summary>Sections whose every key is known.</summary>
    private static IReadOnlyCollection<string> SectionNames { get; } = [.. Sections.Keys, LoggingSettings.SectionName];

    /// <summary>Refuses to go on with settings that nobody can have meant.</summary>
    /// <exception cref="OptionsValidationException">There is a key that is not known, or a value that is not what its key takes.</exception>
    public static void Require(IConfiguration configuration)
    {
        var ofSections = SectionNames
            .SelectMany(section => configuration.GetSection(section).AsEnumerable())
            // A variable of the environment may be named as a section is, and mean something else.
            .Where(entry => entry.Value is not null && entry.Key.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal))
            // And what stands above others has no value of its own, or an empty one.
            .Where(entry => entry.Value is { Length: > 0 } || !configuration.GetSection(entry.Key).GetChildren().Any())
            .Select(entry => FindProblem(entry.Key, entry.Value!));
        var judged = FrameworkSettings.Judged
            .Where(name => !string.IsNullOrEmpty(configuration[name]))
            .Select(name => FrameworkSettings.FindProblem(name, configuration[name]!));
        var problems = ofSections.Concat(judged).Concat(FindUnknown(configuration)).OfType<string>().Distinct().ToList();
        if (problems.Count > 0)
            throw new OptionsValidationException(Options.DefaultName, typeof(DeskOptions), problems);
    }

    /// <returns>What is wrong with a setting; <see langword="null"/> when nothing is. A value that may be a secret is not repeated.</returns>
    public static string? FindProblem(string name, string value)
    {
        var path = name.Split(':');
        if (path[0].Equals(LoggingSettings.SectionName, StringComparison.OrdinalIgnoreCase))
            return LoggingSettings.FindProblem(path, value);
        // What a plugin takes is known to the plugin alone.
        if (DeskPluginOptions.IsOfPlugin(path))
            return null;
        if (!Sections.TryGetValue(path[0], out var options))
            return FrameworkSettings.FindUnknown(path, SectionNames);

        var section = path[0];
        ReadOnlySpan<string> rest = path.AsSpan(1);
        // Behind a name that the operator chooses stands a section of its own.
        while (KeyOf(options, rest) is { } named && NamedBy(named) is { } inner)
        {
            if (rest.Length < 3)
                return $"'{name}': it is written {section}:{named.Name}:NAME:KEY, where KEY is {ValueText.Either([.. KeysOf(inner).Select(property => property.Name)])}.";
            (section, options) = ($"{section}:{rest[0]}:{rest[1]}", inner);
            rest = rest[2..];
        }

        if (rest.Length == 1 && KeyOf(options, rest) is { } key)
            return ValueText.Fits(value, key.PropertyType) ? null : $"'{name}={value}': {rest[0]} must be {ValueText.Describe(key.PropertyType)}.";
        var names = KeysOf(options).Select(property => property.Name).ToList();
        return $"'{name}': section {section} has {string.Join(", ", names)}.{NearestName.Ask(rest is [var given, ..] ? given : "", names)}";
    }

    private static PropertyInfo? KeyOf(Type options, ReadOnlySpan<string> path)
    {
        var name = path is [var first, ..] ? first : null;
        return name is null ? null : Array.Find(KeysOf(options), property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What stands behind names that the operator chooses.</summary>
    private static Type? NamedBy(PropertyInfo key) =>
        key.PropertyType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Dictionary<,>) ? type.GetGenericArguments()[1] : null;

    /// <summary>Names outside of every section that nothing reads, where only this program is spoken to: on its command line and in its files. A section has no value of its own.</summary>
    private static IEnumerable<string?> FindUnknown(IConfiguration configuration) =>
        from provider in Providers(configuration)
        where provider is CommandLineConfigurationProvider or JsonConfigurationProvider
        from name in provider.GetChildKeys([], parentPath: null).Distinct(StringComparer.OrdinalIgnoreCase)
        where provider.TryGet(name, out var value) ? !string.IsNullOrEmpty(value) || !IsSection(name) : !IsSection(name)
        select FrameworkSettings.FindUnknown([name], SectionNames);

    private static bool IsSection(string name) => FrameworkSettings.FindUnknown([name, ""], SectionNames) is null || SectionNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<IConfigurationProvider> Providers(IConfiguration configuration) =>
        configuration is IConfigurationRoot root
            ? root.Providers.SelectMany(provider => provider is ChainedConfigurationProvider chained ? Providers(chained.Configuration) : [provider])
            : [];

    private static IEnumerable<DeskSetting> Of(string section, Type options)
    {
        var defaults = Activator.CreateInstance(options);
        foreach (var key in KeysOf(options))
        {
            if (NamedBy(key) is { } named)
            {
                foreach (var setting in Of($"{section}:{key.Name}:NAME", named, (IDictionary)key.GetValue(defaults)!))
                    yield return setting;
                continue;
            }

            var display = key.GetCustomAttribute<DisplayAttribute>();
            var value = key.GetValue(defaults) switch
            {
                bool flag => flag ? "true" : "false",
                TimeSpan length => $"{length}, {Durations.Exact(length)}",
                var other => Convert.ToString(other, CultureInfo.InvariantCulture),
            };
            yield return new($"{section}:{key.Name}", display?.Prompt ?? "", display?.Description ?? "", string.IsNullOrEmpty(value) ? "none" : value);
        }
    }

    /// <summary>Settings behind a name that the operator chooses, with what they are behind the names that are there.</summary>
    private static IEnumerable<DeskSetting> Of(string section, Type options, IDictionary defaults) =>
        from key in KeysOf(options)
        let display = key.GetCustomAttribute<DisplayAttribute>()
        let values = defaults.Keys.Cast<string>().Select(name => $"{name} {Convert.ToString(key.GetValue(defaults[name]), CultureInfo.InvariantCulture)}")
        select new DeskSetting($"{section}:{key.Name}", display?.Prompt ?? "", display?.Description ?? "", string.Join(", ", values));

    private static PropertyInfo[] KeysOf(Type options) => options.GetProperties(BindingFlags.Public | BindingFlags.Instance);
}

/// <summary>One setting.</summary>
/// <param name="Name">As it is written, <c>Section:Key</c>.</param>
/// <param name="Placeholder">What stands for its value in help.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Default">What it is when nobody sets it.</param>
internal sealed record DeskSetting(string Name, string Placeholder, string Description, string Default);
