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

    /// <param name="retry">The member of <c>ErrorRetry</c>, or <see langword="null"/> if it is none.</param>
    public string? ReadDetail(string? retry)
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
        // How long to wait is known of every error that may succeed later, and needs no parameter.
        var known = method.Parameters.Select(parameter => parameter.Name).Concat(retry == KnownNames.Never ? [] : [KnownNames.RetryAfter]);
        foreach (var hole in holes.Distinct().Except(known))
            findings.Add(new Finding(Rules.HoleWithoutParameter, location, method.Name, hole, Advice(hole)));
        return detail;
    }

    private string Advice(string hole) =>
        method.Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, hole, StringComparison.OrdinalIgnoreCase)) is { } close
            ? $"write '{{{close.Name}}}', case matters"
        : hole == KnownNames.RetryAfter ? "set Retry, without which there is no delay, or add the parameter"
        : method.Parameters.IsEmpty ? "add one, or write braces twice"
        : $"use one of {string.Join(", ", method.Parameters.Select(parameter => parameter.Name))}, or add one";
}
