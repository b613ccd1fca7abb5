using Platform.Testing;

namespace Platform.Webhooks.SourceGeneration.Tests;

/// <summary>What is written for a catalogue, to the letter; and that it compiles without a warning for whoever uses it.</summary>
public sealed class GeneratedSourceTests
{
    public static TheoryData<string, string> Catalogs => new()
    {
        {
            "Catalog",
            """
            namespace Desk;

            [WebhookCatalog(typeof(DeskJson))]
            public static partial class DeskWebhooks;

            [WebhookEvent("request.opened", Description = "A \"request\" is there.")]
            public sealed record RequestOpened([property: WebhookKey] int Id, [property: WebhookKey, JsonPropertyName("where")] string Address, string Text)
            {
                [WebhookExample] internal static RequestOpened Pothole => new(1, "High Street", "A pothole");
                [WebhookExample] public static RequestOpened @class { get; } = new(2, "", "");
            }

            [WebhookEvent("request.opened", 2)]
            internal readonly record struct RequestOpened2;

            public static class Outer
            {
                public record About([property: WebhookKey] string Id);

                [WebhookEvent("request.closed")]
                public sealed record Closed(string Id) : About(Id);
            }
            """
        },
        { "Empty", "[WebhookCatalog(typeof(DeskJson))] internal static partial class Nothing;" },
    };

    [Theory]
    [MemberData(nameof(Catalogs))]
    public void A_catalogue_is_written_like_this_and_compiles_without_a_warning(string name, string source)
    {
        var (text, said) = Compiling.Generate(source + Compiling.Context);

        Assert.True(said is [], string.Join("\n", said));
        Snapshot.Matches("Platform.Webhooks.SourceGeneration.Tests", name, text);
    }

    [Fact]
    public void Events_without_a_catalogue_are_left_alone() =>
        Assert.Equal(("", true), Compiling.Generate("[WebhookEvent(\"opened\")] public sealed record Opened;") is var (text, said) ? (text, said.IsEmpty) : default);
}
