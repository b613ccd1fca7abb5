using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Errors.Tests.Registration;

public sealed class RegistrationTests
{
    [Fact]
    public void Nothing_need_be_configured_and_no_logging_be_there()
    {
        using var provider = new ServiceCollection().AddPlatformErrors().Services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();
        Assert.NotNull(provider.GetRequiredService<ErrorTexts>());
        Assert.NotNull(provider.GetRequiredService<ProblemReader>());
        Assert.NotNull(provider.GetRequiredService<ProblemWriter>());
        Assert.NotNull(provider.GetRequiredService<ExceptionMap>());
        provider.GetRequiredService<ErrorReporter>().Report(CommonErrors.NotFound());
    }

    [Fact]
    public void Calling_it_twice_is_harmless_and_both_configurations_count()
    {
        var services = new ServiceCollection();
        services.AddPlatformErrors(options => options.Map<FormatException>(CommonErrors.InvalidRequest)).AddCatalog(Orders.Catalog);
        services.AddPlatformErrors(options => options.MaximumErrors = 7).AddCatalog(Orders.Catalog).AddCatalog(CommonErrors.Catalog);
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal("INVALID_REQUEST", provider.GetRequiredService<ExceptionMap>().Map(new FormatException()).Code);
        Assert.Equal(7, provider.GetRequiredService<IOptions<PlatformErrorsOptions>>().Value.MaximumErrors);
        Assert.Single(services, service => service.ServiceType == typeof(ExceptionMap));
    }

    [Fact]
    public void Options_come_from_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Errors:IncludeExceptionDetails"] = "true",
            ["Errors:MaximumErrors"] = "12",
            ["Errors:MaximumProblemBytes"] = "2048",
            ["Errors:NeutralLanguage"] = "de",
            ["Errors:Cultures:0"] = "fr",
        }).Build();
        using var provider = new ServiceCollection().AddPlatformErrors(configuration.GetSection("Errors")).Services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<PlatformErrorsOptions>>().Value;

        Assert.True(options.IncludeExceptionDetails);
        Assert.Equal(12, options.MaximumErrors);
        Assert.Equal(2048, options.MaximumProblemBytes);
        Assert.Equal("de", options.NeutralLanguage);
        Assert.Equal(["fr"], options.Cultures);
    }

    public static TheoryData<string, Action<PlatformErrorsOptions>> Impossible => new()
    {
        { "MaximumErrors is 0", options => options.MaximumErrors = 0 },
        { "MaximumErrors is 10001", options => options.MaximumErrors = 10_001 },
        { "MaximumProblemBytes is 1023", options => options.MaximumProblemBytes = 1023 },
        { "MaximumProblemBytes is 16777217", options => options.MaximumProblemBytes = 16_777_217 },
        { "NeutralLanguage is 'de_AT'", options => options.NeutralLanguage = "de_AT" },
        { "NeutralLanguage is ''", options => options.NeutralLanguage = "" },
        { "Cultures has ''", options => options.Cultures.Add("") },
        { "Cultures has 'not a culture'", options => options.Cultures.Add("not a culture") },
        { "Cultures has 'xx-nope'", options => options.Cultures.Add("xx-nope") },
        { "Cultures has 'xx'", options => options.Cultures.Add("xx") },
        { "Cultures has 'deutsch'", options => options.Cultures.Add("deutsch") },
    };

    [Theory]
    [InlineData("de")]
    [InlineData("DE-at")]
    [InlineData("pt-BR")]
    [InlineData("zh-Hant")]
    [InlineData("zh-CN")]
    [InlineData("zh-TW")]
    [InlineData("sr-Latn-RS")]
    [InlineData("no")]
    [InlineData("he")]
    [InlineData("ar-EG")]
    [InlineData("es-419")]
    public void A_culture_that_is_spoken_is_taken(string culture)
    {
        using var provider = new ServiceCollection().AddPlatformErrors(options => options.Cultures.Add(culture)).Services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Options_that_cannot_work_are_refused_at_start(string sentence, Action<PlatformErrorsOptions> configure)
    {
        using var provider = new ServiceCollection().AddPlatformErrors(configure).Services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_catalogues_with_one_code_are_refused_at_start()
    {
        var other = new ErrorCatalog("shop", new ErrorDescriptor("shop", "ORDER_CLOSED", ErrorKind.Conflict, "Title"));
        using var provider = new ServiceCollection().AddPlatformErrors().AddCatalog(Orders.Catalog).AddCatalog(other).Services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains("The code ORDER_CLOSED is in the catalogues 'orders' and 'shop'.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused()
    {
        var services = new ServiceCollection();

        Assert.Throws<ArgumentNullException>(() => ((IServiceCollection)null!).AddPlatformErrors());
        Assert.Throws<ArgumentNullException>(() => services.AddPlatformErrors((IConfigurationSection)null!));
        Assert.Throws<ArgumentNullException>(() => services.AddPlatformErrors((Action<PlatformErrorsOptions>)null!));
        Assert.Throws<ArgumentNullException>(() => services.AddPlatformErrors().AddCatalog(null!));
        Assert.Throws<ArgumentNullException>(() => new PlatformErrorsOptions().Map<FormatException>((Func<Error>)null!));
    }
}
