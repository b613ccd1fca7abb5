using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Webhooks.SourceGeneration.Tests;

/// <summary>Somebody types in an editor: what does not touch an event makes nothing be read differently.</summary>
public sealed class IncrementalityTests
{
    private const string Event = "namespace Desk; [WebhookEvent(\"closed\")] public sealed record Closed(string Actor);";

    private const string Other = "namespace Desk; public static class Other { public static int One() => 1; }";

    [Theory]
    [InlineData(1, "=> 1", "=> 2", true)]
    [InlineData(1, "namespace Desk;", "namespace Desk; // more", true)]
    [InlineData(0, "string Actor);", "string Actor); // more", true)]
    [InlineData(0, "string Actor", "string? Actor, int Id", true)]
    [InlineData(0, "string Actor", "[property: WebhookKey] string Actor", false)]
    [InlineData(0, "\"closed\"", "\"shut\"", false)]
    public void What_does_not_touch_an_event_changes_nothing(int file, string replaced, string by, bool isUnchanged)
    {
        var token = TestContext.Current.CancellationToken;
        var compilation = Compiling.Compilation(Event, Other);
        var driver = Compiling.Driver().RunGenerators(compilation, token);
        var tree = compilation.SyntaxTrees[file];
        var edited = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.ToString().Replace(replaced, by, StringComparison.Ordinal), (CSharpParseOptions)tree.Options, tree.FilePath, cancellationToken: token));

        var steps = driver.RunGenerators(edited, token).GetRunResult().Results.Single().TrackedSteps[WebhookCatalogGenerator.EventsStep];

        Assert.Equal(isUnchanged, steps.SelectMany(step => step.Outputs).All(output => output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }
}
