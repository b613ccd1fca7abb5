using Microsoft.Extensions.DependencyInjection;

namespace Platform.Validation.DataSets.Sqlite;

/// <summary>Puts the storage into a host.</summary>
public static class PlatformValidationDataSetsSqliteExtensions
{
    /// <summary>Lets keys that become too many for memory spill to files in a folder.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <returns>The builder.</returns>
    public static PlatformValidationDataSetsBuilder UseSqliteKeyStorage(this PlatformValidationDataSetsBuilder builder, string folder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        builder.Services.AddSingleton<IKeyStorage>(_ => new SqliteKeyStorage(folder));
        return builder;
    }
}
