using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>Reads title and detail of an error.</summary>
internal sealed class TextReader(IMethodSymbol method, AttributeData declared, List<Finding> findings, CancellationToken cancellationToken)
{
    /// <summary>Whether the detail could be taken apart: of one that could not, nobody can say which arguments it mentions.</summary>
    public bool DetailIsUsable { get; private set; } = true;

    public string ReadTitle()
    {
        var derived = ErrorForms.TitleOf(method.Name);
        if (declared.Value("Title") is not string title)
            return derived;
        if (!string.IsNullOrWhiteSpace(title))
            return title;
        findings.Add(new Finding(Rules.EmptyText, declared.LocationOf("Title", -1, cancellationToken), "title", method.Name, $"\"{derived}\""));
        return derived;
    }

    public string? ReadDetail()
    {
        if (declared.Value("Detail") is not string detail)
            return null;
        var location = declared.LocationOf("Detail", -1, cancellationToken);
        if (string.IsNullOrWhiteSpace(detail))
        {
            findings.Add(new Finding(Rules.EmptyText, location, "detail", method.Name, "none"));
            DetailIsUsable = false;
            return null;
        }
        var fault = DetailTemplate.Parse(detail, out var holes);
        if (fault >= 0)
        {
            findings.Add(new Finding(Rules.MalformedDetail, location, method.Name, fault));
            DetailIsUsable = false;
            return null;
        }
        foreach (var hole in holes.Distinct().Where(hole => method.Parameters.All(parameter => parameter.Name != hole)))
            findings.Add(new Finding(Rules.HoleWithoutParameter, location, method.Name, hole, Advice(hole)));
        return detail;
    }

    private string Advice(string hole) =>
        method.Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, hole, StringComparison.OrdinalIgnoreCase)) is { } close
            ? $"write '{{{close.Name}}}', case matters"
        : method.Parameters.IsEmpty ? "add one, or write braces twice"
        : $"use one of {string.Join(", ", method.Parameters.Select(parameter => parameter.Name))}, or add one";
}
