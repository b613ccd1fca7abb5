using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>
/// The codes that callers know (<c>ErrorCodes.Shipped.txt</c>) and those that they will know with the next release
/// (<c>ErrorCodes.Unshipped.txt</c>). Of several lines on one code the last counts, so that a release only appends one file to the other.
/// </summary>
internal sealed class CodeLedger
{
    public const string ShippedFile = "ErrorCodes.Shipped.txt";
    public const string UnshippedFile = "ErrorCodes.Unshipped.txt";

    private readonly ImmutableArray<LedgerLine> _shippedLines;
    private readonly ImmutableArray<LedgerLine> _unshippedLines;
    private readonly Dictionary<string, LedgerLine> _shipped;
    private readonly Dictionary<string, LedgerLine> _unshipped;

    private CodeLedger(ImmutableArray<LedgerLine> shipped, ImmutableArray<LedgerLine> unshipped)
    {
        (_shippedLines, _unshippedLines) = (shipped, unshipped);
        _shipped = LastOfEach(shipped);
        _unshipped = LastOfEach(unshipped);
    }

    /// <summary>Reads the ledger of a project.</summary>
    /// <param name="files">The additional files of the compilation.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns><see langword="null"/> if there is none.</returns>
    public static CodeLedger? Read(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken)
    {
        var shipped = Find(files, ShippedFile);
        var unshipped = Find(files, UnshippedFile);
        return shipped is null && unshipped is null ? null : new CodeLedger(Lines(shipped, cancellationToken), Lines(unshipped, cancellationToken));
    }

    /// <summary>Whether a file is one of the two, by its name.</summary>
    public static bool IsPartOf(AdditionalText file) => IsNamed(file, ShippedFile) || IsNamed(file, UnshippedFile);

    /// <summary>Judges one declared error.</summary>
    /// <param name="entry">What it is declared as.</param>
    /// <param name="location">Where.</param>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public Finding? Judge(LedgerEntry entry, Location location)
    {
        var line = entry.ToString();
        if (_shipped.TryGetValue(entry.Key, out var shipped))
        {
            if (shipped.IsRemoval)
                return new Finding(Rules.RemovedCodeUsed, location, entry.Code);
            if (shipped.Entry == entry)
                return null;
            if (!entry.Keeps(shipped.Entry!))
                return new Finding(Rules.ShippedCodeChanged, location, entry.Code, shipped.Entry!, line);
        }
        var isSaid = _unshipped.TryGetValue(entry.Key, out var unshipped);
        if (isSaid && (unshipped!.IsRemoval || unshipped.Entry == entry))
            return null;
        var remedy = isSaid
            ? $"is declared otherwise than the ledger says; in {UnshippedFile}, replace the line '{unshipped!.Text}' by this one"
            : $"is not in the ledger; add this line to {UnshippedFile}";
        return new Finding(Rules.NotInLedger, location, entry.Code, remedy, line)
        {
            Properties = ImmutableDictionary<string, string?>.Empty.Add(Rules.LineProperty, line),
        };
    }

    /// <summary>Whether callers know the code already.</summary>
    public bool IsShipped(LedgerEntry entry) => _shipped.TryGetValue(entry.Key, out var line) && !line.IsRemoval;

    /// <summary>Judges the ledger by everything that is declared.</summary>
    /// <param name="declared">The codes of all declared errors.</param>
    /// <returns>What is wrong.</returns>
    public IEnumerable<Finding> Judge(DeclaredCodes declared)
    {
        foreach (var line in _shippedLines.Concat(_unshippedLines).Where(line => line.Entry is null || line.CopiedProject is not null))
            yield return new Finding(Rules.MalformedLine, line.Location, line.Text, RemedyOf(line));

        foreach (var line in _shipped.Values.Where(line => !line.IsRemoval && !declared.MayContain(line.Entry!)))
        {
            if (!(_unshipped.TryGetValue(line.Entry!.Key, out var unshipped) && unshipped.IsRemoval))
                yield return new Finding(Rules.ShippedCodeDisappeared, line.Location, line.Entry.Code, line.Entry);
        }

        foreach (var line in _unshippedLines.Where(line => line.Entry is not null))
        {
            if (Staleness(line, declared) is var (why, what))
                yield return new Finding(Rules.StaleLine, line.Location, line.Text, why, what);
        }
    }

    private (string Why, string What)? Staleness(LedgerLine line, DeclaredCodes declared)
    {
        var key = line.Entry!.Key;
        var isShipped = _shipped.TryGetValue(key, out var shipped) && !shipped.IsRemoval;
        if (!ReferenceEquals(_unshipped[key], line))
            return ("another line says more about the same code", "delete this one");
        if (line.IsRemoval)
        {
            return !isShipped ? ("the code was never shipped", "delete the line")
                : declared.Contains(line.Entry) ? ("the code is still declared", "delete the line, or the declaration")
                : null;
        }
        return !declared.MayContain(line.Entry) ? ("no catalogue declares it", "delete the line")
            : isShipped && shipped!.Entry == line.Entry ? ("ErrorCodes.Shipped.txt says the same", "delete the line")
            : null;
    }

    private static Dictionary<string, LedgerLine> LastOfEach(ImmutableArray<LedgerLine> lines)
    {
        var last = new Dictionary<string, LedgerLine>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Entry is not null)
                last[line.Entry.Key] = line;
        }
        return last;
    }

    private static AdditionalText? Find(ImmutableArray<AdditionalText> files, string name) =>
        files.FirstOrDefault(file => IsNamed(file, name));

    private static bool IsNamed(AdditionalText file, string name) => string.Equals(Path.GetFileName(file.Path), name, StringComparison.OrdinalIgnoreCase);

    private static ImmutableArray<LedgerLine> Lines(AdditionalText? file, CancellationToken cancellationToken)
    {
        if (file?.GetText(cancellationToken) is not { } source)
            return [];
        var lines = ImmutableArray.CreateBuilder<LedgerLine>();
        foreach (var line in source.Lines)
        {
            // A file that was appended to another may have left its byte order mark in the middle.
            var text = line.ToString().Trim().Trim('\uFEFF').Trim();
            if (text.Length > 0 && text[0] != '#')
                lines.Add(Read(text, Location.Create(file.Path, line.Span, source.Lines.GetLinePositionSpan(line.Span))));
        }
        return lines.ToImmutable();
    }

    private static LedgerLine Read(string text, Location location)
    {
        var isRemoval = text.StartsWith(LedgerLine.Removed, StringComparison.Ordinal);
        var entry = isRemoval ? text.Substring(LedgerLine.Removed.Length).Trim() : text;
        // MSBuild ends each message with the project that it is about, as in " [/shop/Shop.csproj]", and that is copied easily.
        var project = entry.EndsWith("]", StringComparison.Ordinal) ? entry.IndexOf(" [", StringComparison.Ordinal) : -1;
        return project >= 0 && LedgerEntry.Parse(entry.Substring(0, project).TrimEnd()) is { } without
            ? new LedgerLine(text, without, isRemoval, location) { CopiedProject = entry.Substring(project + 1) }
            : new LedgerLine(text, LedgerEntry.Parse(entry), isRemoval, location);
    }

    private static string RemedyOf(LedgerLine line) => line.CopiedProject is { } project
        ? $"'{project}' is the project that MSBuild names behind a message: delete it"
        : "write it as 'domain/CODE Kind status Retry (name: Type, …)', with '@id' and the problem type after it where they are declared, "
            + "start a comment with '#', or delete it";
}
