using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Validation.Tests.Rules;

namespace Platform.Validation.Tests;

public sealed class HostTests
{
    [Fact]
    public void Every_marked_type_has_a_validator_and_adding_twice_is_harmless()
    {
        var services = new ServiceCollection();
        services.AddPlatformValidation();
        services.AddPlatformValidation();
        using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        using var scope = provider.CreateScope();

        Assert.False(scope.ServiceProvider.GetRequiredService<IValidator<Own>>().Validate(new Own { Whole = 0 }).IsValid);
        Assert.True(scope.ServiceProvider.GetRequiredService<IValidator<Point>>().Validate(new Point(0, 0)).IsValid);
        Assert.Single(services, service => service.ServiceType == typeof(IValidator<>));
    }

    [Fact]
    public void Limits_come_from_the_configuration()
    {
        using var provider = Provider(("MaxFailures", "2"), ("MaxDepth", "1"));
        using var scope = provider.CreateScope();
        var validator = scope.ServiceProvider.GetRequiredService<IValidator<Node>>();

        var wide = validator.Validate(new Node { Value = -1, Next = [new Node { Value = -1 }, new Node { Value = -1 }] });
        Assert.Equal((2, true), (wide.Failures.Count, wide.IsTruncated));
        Assert.Equal("VALIDATION_TOO_DEEP", Assert.Single(validator.Validate(new Node { Next = [new Node { Next = [new Node()] }] }).Failures).Code);
    }

    [Theory]
    [InlineData("MaxFailures", "0", "MaxFailures is 0; it must be from 1 to 10000.")]
    [InlineData("MaxDepth", "257", "MaxDepth is 257; it must be from 1 to 256.")]
    [InlineData("MaxValues", "-1", "MaxValues is -1; it must be from 1 to 100000000.")]
    [InlineData("MaxDeepness", "3", "MaxDeepness")]
    public void Limits_that_cannot_work_are_refused(string name, string value, string message)
    {
        using var provider = Provider((name, value));

        Assert.Contains(message, Assert.ThrowsAny<Exception>(() => provider.GetRequiredService<IOptions<PlatformValidationOptions>>().Value).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asynchronous_rules_get_the_services_of_the_scope_and_a_span()
    {
        var spans = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Platform.Validation",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => { lock (spans) spans.Add($"{span.OperationName} {span.GetTagItem("platform.validation.type")}"); },
        };
        ActivitySource.AddActivityListener(listener);
        var services = new ServiceCollection();
        services.AddPlatformValidation();
        services.AddScoped<ICatalogue, Empty>();
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        await using var scope = provider.CreateAsyncScope();

        var result = await scope.ServiceProvider.GetRequiredService<IValidator<Basket>>().ValidateAsync(new Basket { Main = "x", Budget = 1 },
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("SKU_UNKNOWN", Assert.Single(result.Failures).Code);
        Assert.Contains("validation ask Basket", spans);
    }

    [Fact]
    public void Judgements_and_failures_are_counted()
    {
        var counted = new List<string>();
        using var provider = Provider();
        using var scope = provider.CreateScope();
        var validator = scope.ServiceProvider.GetRequiredService<IValidator<Leaf>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Platform.Validation")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var text = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
            if (text.StartsWith("Leaf", StringComparison.Ordinal))
                counted.Add($"{instrument.Name} {value} {text}");
        });
        listener.Start();

        validator.Validate(new Leaf("a"));
        validator.Validate(new Leaf("long"));

        Assert.Equal(
            ["platform.validation.validations 1 Leaf valid", "platform.validation.validations 1 Leaf invalid",
                "platform.validation.failures 1 Leaf STRING_TOO_LONG error"],
            counted);
    }

    [Fact]
    public void Texts_that_are_added_come_first()
    {
        var services = new ServiceCollection();
        services.AddPlatformValidation().AddMessages(new Texts());
        using var provider = services.BuildServiceProvider();
        var messages = provider.GetRequiredService<ValidationMessages>();

        Assert.Equal("Nope.", messages.Render(new ValidationFailure("TOO_MUCH", "", ""), CultureInfo.InvariantCulture));
        Assert.Equal("A value is required.", messages.Render(new ValidationFailure("VALUE_REQUIRED", "", ""), CultureInfo.InvariantCulture));
    }

    private static ServiceProvider Provider(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(each =>
            new KeyValuePair<string, string?>("Validation:" + each.Name, each.Value))).Build();
        var services = new ServiceCollection();
        services.AddPlatformValidation(configuration.GetSection("Validation"));
        return services.BuildServiceProvider();
    }

    private sealed class Empty : ICatalogue
    {
        public Task<bool> HasAsync(string sku, CancellationToken cancellationToken) => Task.FromResult(false);

        public Task<bool[]> HaveAsync(IEnumerable<string> skus, CancellationToken cancellationToken) => Task.FromResult(Array.Empty<bool>());
    }

    private sealed class Texts : ResourceManager
    {
        public override string? GetString(string name, CultureInfo? culture) => name == "TOO_MUCH" ? "Nope." : null;
    }
}
