using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Errors.SourceGeneration.CodeFixes;

/// <summary>The file that new lines of the ledger are written into.</summary>
internal static class UnshippedLedger
{
    public const string FileName = "ErrorCodes.Unshipped.txt";

    /// <summary>Adds lines to the file of a project, and the file if there is none.</summary>
    public static async Task<Solution> AddAsync(Project project, IReadOnlyCollection<string> lines, CancellationToken cancellationToken)
    {
        var file = project.AdditionalDocuments.FirstOrDefault(
            each => string.Equals(Path.GetFileName(each.FilePath ?? each.Name), FileName, StringComparison.OrdinalIgnoreCase));
        if (file is null)
        {
            var path = project.FilePath is { } projectFile ? Path.Combine(Path.GetDirectoryName(projectFile)!, FileName) : null;
            var created = With(SourceText.From("", Encoding.UTF8), lines);
            return project.Solution.AddAdditionalDocument(DocumentId.CreateNewId(project.Id), FileName, created, filePath: path);
        }
        var text = await file.GetTextAsync(cancellationToken).ConfigureAwait(false);
        return project.Solution.WithAdditionalDocumentText(file.Id, With(text, lines));
    }

    private static SourceText With(SourceText text, IReadOnlyCollection<string> lines)
    {
        var newLine = text.ToString().Contains("\r\n") ? "\r\n" : "\n";
        var changes = new List<TextChange>();
        var added = new StringBuilder();
        foreach (var line in lines.Distinct(StringComparer.Ordinal))
        {
            // What the file says about the same code is out of date: two lines on one code would only contradict each other.
            var old = text.Lines.Where(each => IsAboutSameCode(each.ToString(), line)).ToList();
            if (old.Count > 0)
                changes.Add(new TextChange(old[old.Count - 1].Span, line));
            else
                added.Append(line).Append(newLine);
        }
        if (added.Length > 0)
        {
            var isOnNewLine = text.Length == 0 || text[text.Length - 1] is '\n' or '\r';
            changes.Add(new TextChange(new TextSpan(text.Length, 0), (isOnNewLine ? "" : newLine) + added));
        }
        return text.WithChanges(changes);
    }

    private static bool IsAboutSameCode(string written, string line) =>
        written.Trim().Trim('\uFEFF').TrimStart().StartsWith(line.Substring(0, line.IndexOf(' ') + 1), StringComparison.Ordinal);
}
