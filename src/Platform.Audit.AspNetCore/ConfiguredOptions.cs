using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Platform.Audit.AspNetCore;

/// <summary>Reads the options that configuration can have. Functions it cannot.</summary>
internal static class ConfiguredOptions
{
    public static void Apply(IConfigurationSection section, PlatformAuditAspNetCoreOptions options)
    {
        foreach (var setting in section.GetChildren())
        {
            switch (setting.Key.ToUpperInvariant())
            {
                case "RECORDSIGNINS":
                    options.RecordSignIns = Read<bool>(setting);
                    break;
                case "RECORDDENIALS":
                    options.RecordDenials = Read<bool>(setting);
                    break;
                case "REFUSALINTERVAL":
                    options.RefusalInterval = Read<TimeSpan>(setting);
                    break;
                case "MOSTREFUSALS":
                    options.MostRefusals = Read<int>(setting);
                    break;
                default:
                    throw new InvalidOperationException($"'{setting.Path}' is nothing that is read here: use {nameof(options.RecordSignIns)}, {nameof(options.RecordDenials)}, {nameof(options.RefusalInterval)} or {nameof(options.MostRefusals)}.");
            }
        }
    }

    private static T Read<T>(IConfigurationSection setting)
        where T : IParsable<T> => T.TryParse(setting.Value, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new InvalidOperationException($"'{setting.Path}' is '{setting.Value}', which is no {typeof(T).Name}.");
}
