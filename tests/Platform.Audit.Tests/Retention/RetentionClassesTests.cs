using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Audit.Retention;

namespace Platform.Audit.Tests.Retention;

public sealed class RetentionClassesTests
{
    [Theory]
    [InlineData("auth.signed", 30)]
    [InlineData("auth.failed.once", 90)]
    [InlineData("auth.failed.often", 10)]
    [InlineData("auth.failed", 30)]
    [InlineData("auth", null)]
    [InlineData("authority.signed", null)]
    public void The_whole_name_counts_before_a_beginning_and_a_longer_beginning_before_a_shorter(string name, int? days) =>
        Assert.Equal(days, (int?)Classes(null).Of(name)?.TotalDays);

    [Fact]
    public void Everything_else_is_kept_as_is_said_of_it() => Assert.Equal(TimeSpan.FromDays(5), Classes(TimeSpan.FromDays(5)).Of("request.closed"));

    [Fact]
    public void The_shortest_of_all_is_known()
    {
        Assert.Null(new RetentionClasses([], null).Shortest);
        Assert.Equal(10, Classes(null).Shortest?.TotalDays);
        Assert.Equal(5, Classes(TimeSpan.FromDays(5)).Shortest?.TotalDays);
        Assert.Equal(10, Classes(TimeSpan.FromDays(5_000)).Shortest?.TotalDays);
        Assert.Equal(7, new RetentionClasses([], TimeSpan.FromDays(7)).Shortest?.TotalDays);
    }

    [Theory]
    [InlineData("Auth.*", 1)]
    [InlineData("*", 1)]
    [InlineData(".*", 1)]
    [InlineData("auth.*.x", 1)]
    [InlineData("auth.*", 0)]
    [InlineData("auth.*", -1)]
    public void What_is_no_class_is_refused_at_the_start(string name, int days)
    {
        using var services = new ServiceCollection().AddPlatformAudit(options => options.Retention[name] = TimeSpan.FromDays(days)).Services.BuildServiceProvider();

        Assert.Contains("Retention", Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<PlatformAuditOptions>>().Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void To_keep_all_others_for_no_time_is_refused_at_the_start()
    {
        using var services = new ServiceCollection().AddPlatformAudit(static options => options.RetentionOtherwise = TimeSpan.Zero).Services.BuildServiceProvider();

        Assert.Contains("RetentionOtherwise", Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<PlatformAuditOptions>>().Value).Message, StringComparison.Ordinal);
    }

    private static RetentionClasses Classes(TimeSpan? otherwise) => new(
        new Dictionary<string, TimeSpan>
        {
            ["auth.*"] = TimeSpan.FromDays(30),
            ["auth.failed.*"] = TimeSpan.FromDays(90),
            ["auth.failed.often"] = TimeSpan.FromDays(10),
        },
        otherwise);
}
