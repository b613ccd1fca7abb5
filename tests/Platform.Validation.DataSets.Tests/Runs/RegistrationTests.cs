using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Validation.DataSets.Sqlite;

namespace Platform.Validation.DataSets.Tests.Runs;

public sealed class RegistrationTests
{
    [Fact]
    public void A_runner_is_there_with_its_defaults_and_calling_twice_is_harmless()
    {
        using var provider = new ServiceCollection().AddPlatformValidationDataSets().Services.AddPlatformValidationDataSets().Services.BuildServiceProvider();
        Assert.Same(provider.GetRequiredService<DataSetRunner>(), provider.GetRequiredService<DataSetRunner>());
        Assert.Equal(8_192, provider.GetRequiredService<IOptions<PlatformValidationDataSetsOptions>>().Value.BatchSize);
    }

    [Fact]
    public void Options_come_from_the_configuration_and_misspelt_ones_are_refused()
    {
        Assert.Equal(7, Options(("BatchSize", "7")).BatchSize);
        Assert.Throws<InvalidOperationException>(() => Options(("BatchSise", "7")));
    }

    [Theory]
    [InlineData("BatchSize", "0")]
    [InlineData("BatchSize", "70000")]
    [InlineData("MaxKeysInMemory", "0")]
    [InlineData("CheckpointEvery", "-1")]
    [InlineData("ProgressEvery", "0")]
    [InlineData("MaxValueLength", "0")]
    public void Options_that_make_no_sense_are_refused_by_name(string name, string value)
    {
        Assert.Contains(name, Assert.Throws<OptionsValidationException>(() => Options((name, value))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DataSetRunner(new PlatformValidationDataSetsOptions { BatchSize = 0 }));
    }

    [Fact]
    public void A_storage_of_keys_is_added_by_one_call()
    {
        var folder = Directory.CreateTempSubdirectory("platform-registration-");
        using (var provider = new ServiceCollection().AddPlatformValidationDataSets().UseSqliteKeyStorage(folder.FullName).Services.BuildServiceProvider())
            Assert.IsType<SqliteKeyStorage>(provider.GetRequiredService<IKeyStorage>());
        folder.Delete();
    }

    private static PlatformValidationDataSetsOptions Options(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>("Data:" + setting.Name, setting.Value))).Build();
        using var provider = new ServiceCollection().AddPlatformValidationDataSets(configuration.GetSection("Data")).Services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<PlatformValidationDataSetsOptions>>().Value;
    }
}
