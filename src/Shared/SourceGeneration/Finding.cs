using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Shared;

/// <summary>Something that is declared wrongly, and where, without a hold on the compilation.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">Where.</param>
/// <param name="Arguments">What the sentence speaks of.</param>
internal sealed record Finding(DiagnosticDescriptor Rule, PlaceInText Place, EquatableArray<string> Arguments)
{
    public static Finding Of(DiagnosticDescriptor rule, Location location, params string[] arguments) => new(rule, PlaceInText.Of(location), new([.. arguments]));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Place.ToLocation(), [.. Arguments]);
}

/// <summary>A place in a file.</summary>
/// <param name="Path">The file; empty for nowhere.</param>
/// <param name="Span">The characters.</param>
/// <param name="Lines">The same in lines.</param>
internal readonly record struct PlaceInText(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static PlaceInText Of(Location location) =>
        location.SourceTree is { } tree ? new(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span) : new("", default, default);

    public Location ToLocation() => Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines);
}
