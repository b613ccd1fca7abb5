using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Platform.Errors.AspNetCore.Tests.Site;
using Platform.Testing;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>What the README shows is answered as it says. That its snippets compile is a test beside those of the generator, for the whole family.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Checkout.Root, "src", "Platform.Errors.AspNetCore", "README.md"));

    /// <summary>As the catalogue in the README of Platform.Errors declares it.</summary>
    private static readonly ErrorDescriptor OutOfStock = new("orders", "OUT_OF_STOCK", ErrorKind.Conflict, "Out of stock")
    {
        Detail = "Only {left} of {sku} are left.",
        Parameters = [new("sku", ErrorArgumentType.String), new("left", ErrorArgumentType.Int64)],
    };

    [Fact]
    public async Task The_answer_that_is_shown_is_the_one_that_is_given()
    {
        await using var site = await WebSite.StartAsync(
            static app => app.MapGet("/orders/5", static () => OutOfStock.Create("bolt", 2)).WithPlatformErrors(), cancellationToken: TestContext.Current.CancellationToken);
        var shown = HttpBlock().Match(Readme).Groups["body"].Value.ReplaceLineEndings("").Replace(", ", ",", StringComparison.Ordinal);

        var answer = await site.GetAsync("/orders/5", TestContext.Current.CancellationToken);

        Assert.Equal(TraceId().Replace(answer.Body, "*"), TraceId().Replace(LeadingSpace().Replace(shown, ","), "*"));
    }

    [GeneratedRegex("```http\\n.*?\\n\\n(?<body>.*?)```", RegexOptions.Singleline)]
    private static partial Regex HttpBlock();

    [GeneratedRegex(",\\s+")]
    private static partial Regex LeadingSpace();

    [GeneratedRegex("\"[0-9a-f]{32}\"")]
    private static partial Regex TraceId();
}
