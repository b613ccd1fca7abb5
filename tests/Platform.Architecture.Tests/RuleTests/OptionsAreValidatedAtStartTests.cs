using Platform.Architecture.Tests.Planting;
using Platform.Architecture.Tests.Rules;

namespace Platform.Architecture.Tests.RuleTests;

public sealed class OptionsAreValidatedAtStartTests
{
    private const string Good = """
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        using Microsoft.Extensions.Options;
        namespace Platform.Errors;
        public sealed class PlatformErrorsOptions { public int Limit { get; set; } = 10; }
        sealed class PlatformErrorsOptionsValidator : IValidateOptions<PlatformErrorsOptions>
        {
            public ValidateOptionsResult Validate(string? name, PlatformErrorsOptions options) =>
                options.Limit > 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail("Limit must be positive.");
        }
        public sealed record PlatformErrorsBuilder(IServiceCollection Services);
        public static class PlatformErrorsServiceCollectionExtensions
        {
            public static PlatformErrorsBuilder AddPlatformErrors(this IServiceCollection services, Action<PlatformErrorsOptions>? configure = null)
            {
                services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformErrorsOptions>, PlatformErrorsOptionsValidator>());
                services.AddOptions<PlatformErrorsOptions>().ValidateOnStart();
                return new(services);
            }
        }
        """;

    private const string Engine = """
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Options;
        using Platform.Errors;
        namespace Platform.Errors.Sqlite;
        public sealed class PlatformErrorsSqliteOptions { public string? File { get; set; } }
        sealed class Validator : IValidateOptions<PlatformErrorsSqliteOptions>
        {
            public ValidateOptionsResult Validate(string? name, PlatformErrorsSqliteOptions options) => ValidateOptionsResult.Success;
        }
        public sealed record PlatformErrorsSqliteBuilder(IServiceCollection Services);
        public static class PlatformErrorsSqliteExtensions
        {
            public static PlatformErrorsSqliteBuilder AddPlatformErrorsSqlite(this IServiceCollection services) => new(services);
            public static PlatformErrorsSqliteBuilder UseSqlite(this PlatformErrorsSqliteBuilder builder, string connection, Action<PlatformErrorsSqliteOptions> configure)
            {
                builder.Services.AddSingleton<IValidateOptions<PlatformErrorsSqliteOptions>, Validator>();
                builder.Services.AddOptions<PlatformErrorsSqliteOptions>().Configure(options => options.File = connection).ValidateOnStart();
                return builder;
            }
        }
        """;

    [Theory]
    [InlineData(".ValidateOnStart()", "", "is not validated when the host starts: AddPlatformErrors(Action) does not validate it")]
    [InlineData("= 10;", "= 0;", "Limit must be positive.")]
    [InlineData(": IValidateOptions<PlatformErrorsOptions>\n", "\n", "has no IValidateOptions<PlatformErrorsOptions>")]
    [InlineData("AddPlatformErrors(this IServiceCollection services, Action<PlatformErrorsOptions>? configure = null)", "Register(IServiceCollection services)", "registers it")]
    public void Options_that_are_not_safe_from_the_start_are_refused(string good, string bad, string words)
    {
        var code = Good.ReplaceLineEndings("\n").Replace(good, bad, StringComparison.Ordinal);
        if (bad == "\n")
            code = code.Replace("        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PlatformErrorsOptions>, PlatformErrorsOptionsValidator>());", "", StringComparison.Ordinal);
        var violations = OptionsAreValidatedAtStart.Check(Planted.Package("Platform.Errors").With(code).Build()).ToList();

        Assert.Contains(violations, violation => violation.Offender == "Platform.Errors.PlatformErrorsOptions" && violation.Message.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void A_core_package_that_needs_configuration_to_start_is_refused()
    {
        var code = Good.Replace(".ValidateOnStart()", """.Configure(options => options.Limit = -1).ValidateOnStart()""", StringComparison.Ordinal);

        Planted.IsCaught(OptionsAreValidatedAtStart.Check(Planted.Package("Platform.Errors").With(code).Build()), "Platform.Errors.PlatformErrorsOptions", "with no configuration at all");
    }

    [Fact]
    public void An_overload_that_forgets_to_validate_is_refused()
    {
        var code = Good.Replace("public static PlatformErrorsBuilder AddPlatformErrors(", """
            public static PlatformErrorsBuilder AddPlatformErrors(this IServiceCollection services, Microsoft.Extensions.Configuration.IConfigurationSection section)
                { services.AddOptions<PlatformErrorsOptions>(); return new(services); }
            public static PlatformErrorsBuilder AddPlatformErrors(
            """, StringComparison.Ordinal);

        Planted.IsCaught(OptionsAreValidatedAtStart.Check(Planted.Package("Platform.Errors").With(code).Build()), "Platform.Errors.PlatformErrorsOptions", "AddPlatformErrors(IConfigurationSection) does not validate it");
    }

    [Fact]
    public void Options_validated_at_start_are_allowed() =>
        Planted.IsClean(OptionsAreValidatedAtStart.Check(Planted.Package("Platform.Errors").With(Good).Build()));

    [Fact]
    public void Options_of_an_engine_registered_through_its_builder_are_allowed() =>
        Planted.IsClean(OptionsAreValidatedAtStart.Check(Planted.Package("Platform.Errors.Sqlite").With(Engine.Replace("using Platform.Errors;", "", StringComparison.Ordinal)).Build()));

    [Fact]
    public void Options_of_an_engine_that_nothing_validates_are_refused()
    {
        var code = Engine.Replace("using Platform.Errors;", "", StringComparison.Ordinal).Replace(".ValidateOnStart()", "", StringComparison.Ordinal);

        Planted.IsCaught(OptionsAreValidatedAtStart.Check(Planted.Package("Platform.Errors.Sqlite").With(code).Build()), "Platform.Errors.Sqlite.PlatformErrorsSqliteOptions", "UseSqlite(String, Action) does not validate it");
    }

    [Theory]
    [InlineData(".ValidateOnStart()", true)]
    [InlineData("", false)]
    public void Options_of_an_engine_that_needs_something_live_are_judged_by_the_compiled_call(string call, bool allowed)
    {
        var code = Engine.Replace("using Platform.Errors;", "", StringComparison.Ordinal)
            .Replace(".ValidateOnStart()", call, StringComparison.Ordinal)
            .Replace("string connection", "System.Net.Sockets.Socket connection", StringComparison.Ordinal)
            .Replace("options.File = connection", "options.File = connection.ToString()", StringComparison.Ordinal)
            .Replace("AddPlatformErrorsSqlite(this IServiceCollection services)", "AddPlatformErrorsSqlite(this IServiceCollection services, int unused = 0)", StringComparison.Ordinal);
        var violations = OptionsAreValidatedAtStart.Check(Planted.Package("Platform.Errors.Sqlite").With(code).Build());

        Assert.Equal(allowed, !violations.Any());
    }

    [Fact]
    public void A_package_without_options_is_allowed() =>
        Planted.IsClean(OptionsAreValidatedAtStart.Check(Planted.Package("Platform.OpenTelemetry").Build()));
}
