using System.Globalization;

namespace Platform.Webhooks.SourceGeneration.Tests;

/// <summary>Everything that can be declared wrongly, each refused with a sentence that says what to do.</summary>
public sealed class BadDeclarationTests
{
    private const string Good = """
        namespace Desk;
        [WebhookCatalog(typeof(DeskJson))]
        public static partial class DeskWebhooks;
        [WebhookEvent("request.opened", 1)]
        public sealed record RequestOpened(int Id) { [WebhookExample] public static RequestOpened Example => new(1); }
        """;

    /// <summary>What is replaced in the good declaration, by what, and what is said then, at which text.</summary>
    public static TheoryData<string, string, string, string, string> Faults => new()
    {
        { "static partial class", "static class", "PLTWHK001", "DeskWebhooks", "'DeskWebhooks' is not a static partial class" },
        { "static partial class", "partial class", "PLTWHK001", "DeskWebhooks", "declare it as 'static partial class DeskWebhooks'" },
        { "class DeskWebhooks", "class DeskWebhooks<T>", "PLTWHK001", "DeskWebhooks", "is not a static" },
        { "\"request.opened\"", "\"Request.Opened\"", "PLTWHK002", "\"Request.Opened\"", "'Request.Opened' in version 1 is no event" },
        { "\"request.opened\"", "\"\"", "PLTWHK002", "\"\"", "use lower-case letters" },
        { "\"request.opened\"", "\"platform.opened\"", "PLTWHK002", "\"platform.opened\"", "not 'platform.' before" },
        { "\"request.opened\"", "\"request.\"", "PLTWHK002", "\"request.\"", "is no event" },
        { "\"request.opened\", 1", "\"request.opened\", 0", "PLTWHK002", "\"request.opened\"", "in version 0" },
        { "public sealed record RequestOpened", "public sealed record Again; [WebhookEvent(\"request.opened\")] public sealed record RequestOpened", "PLTWHK003", "\"request.opened\"", "The event 'request.opened, version 1' is already that of 'Desk." },
        { "record RequestOpened(int Id)", "record RequestOpened<T>(int Id)", "PLTWHK004", "RequestOpened", "'RequestOpened' is generic" },
        { "sealed record", "abstract record", "PLTWHK004", "RequestOpened", "cannot be made" },
        { "public sealed record", "file sealed record", "PLTWHK004", "RequestOpened", "cannot be seen" },
        { "public static RequestOpened Example", "private static RequestOpened Example", "PLTWHK005", "Example", "'Example' of 'RequestOpened' is no example" },
        { "public static RequestOpened Example => new(1);", "public static int Example => 1;", "PLTWHK005", "Example", "declare it as 'internal static RequestOpened Example" },
        { "public static RequestOpened Example", "public RequestOpened Example", "PLTWHK005", "Example", "is no example" },
        { "partial class DeskWebhooks;", "partial class DeskWebhooks; [WebhookCatalog(typeof(DeskJson))] public static partial class Second;", "PLTWHK006", "typeof(DeskJson)", "'Desk.Second' is a second catalogue beside 'Desk.DeskWebhooks'" },
        { "partial class DeskWebhooks;", "partial class DeskWebhooks { public static int Catalog => 1; }", "PLTWHK007", "Catalog", "'DeskWebhooks' has a member 'Catalog'" },
        { "typeof(DeskJson)", "typeof(string)", "PLTWHK008", "typeof(string)", "'String' is no JsonSerializerContext" },
    };

    [Fact]
    public void What_is_declared_rightly_is_not_refused() => Assert.Empty(Compiling.Generate(Good + Compiling.Context).Said);

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_declared_wrongly_is_refused_where_it_stands(string replaced, string by, string id, string at, string sentence)
    {
        Assert.Contains(replaced, Good, StringComparison.Ordinal);

        var source = Good.Replace(replaced, by, StringComparison.Ordinal) + Compiling.Context;
        var found = Compiling.Generate(source).Said.First(each => each.Id == id);

        Assert.Contains(sentence, found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.True(found.Location.GetLineSpan().IsValid);
        Assert.Equal(at, Compiling.Compilation(source).SyntaxTrees.Single().ToString().Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
    }
}
