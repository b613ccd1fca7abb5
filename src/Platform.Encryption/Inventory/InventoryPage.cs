using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Platform.Encryption.Inventory;

/// <summary>The report for people.</summary>
internal static class InventoryPage
{
    private const string Style = """
        :root { color-scheme:light dark; --paper:#fcfcfa; --ink:#1d2430; --quiet:#5b6577; --line:#dfe1dc; --card:#fff; --bad:#b42318; --good:#0b6e4f }
        @media (prefers-color-scheme: dark) { :root { --paper:#14171c; --ink:#e6e8ec; --quiet:#98a2b3; --line:#2b313b; --card:#1b2027; --bad:#ff7a6e; --good:#4ade9f } }
        body { margin:0; background:var(--paper); color:var(--ink); font:16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif }
        main { max-width:1280px; margin:0 auto; padding:40px 24px 80px } h1 { font-size:30px; margin:0 0 6px } h2 { font-size:20px; margin:0 0 8px }
        section { background:var(--card); border:1px solid var(--line); border-radius:12px; padding:22px 24px; margin:22px 0; overflow-x:auto }
        table { border-collapse:collapse; font-variant-numeric:tabular-nums } th, td { text-align:left; vertical-align:top; padding:5px 20px 5px 0; border-bottom:1px solid var(--line) }
        th { color:var(--quiet); font-weight:500; font-size:13.5px } .number { text-align:right } .quiet { color:var(--quiet) } .bad { color:var(--bad) } .good { color:var(--good) }
        """;

    public static string Write(InventoryReport report)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<title>Encryption inventory</title><style>").Append(Style).Append("</style></head><body><main>\n<h1>Encryption inventory</h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"quiet\">{report.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC</p>\n");
        Findings(page, report);
        Places(page, report);
        Keys(page, report);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Findings(StringBuilder page, InventoryReport report)
    {
        var problems = report.Findings.Count(static finding => finding.IsProblem);
        page.Append("<section><h2>Findings</h2>\n").Append(problems switch
        {
            0 => "<p class=\"good\">Nothing has to be done.</p>\n",
            1 => "<p class=\"bad\">1 problem.</p>\n",
            _ => string.Create(CultureInfo.InvariantCulture, $"<p class=\"bad\">{problems} problems.</p>\n"),
        });
        if (report.Findings.Count > 0)
        {
            Table(page, ["", "What"]);
            foreach (var finding in report.Findings)
                Row(page, [finding.IsProblem ? ("bad", "problem") : ("quiet", "to know"), ("", finding.Text)]);
            page.Append("</table>\n");
        }
        page.Append("</section>\n");
    }

    private static void Places(StringBuilder page, InventoryReport report)
    {
        page.Append("<section><h2>Places</h2>\n");
        Table(page, ["Place", "Property", "Marked as", "Encrypted", "Purpose", "Searched by", "Sealed", "Plaintext", "By keys"]);
        foreach (var place in report.Places)
        {
            Row(
                page,
                [
                    ("", place.Name), ("quiet", place.Property ?? ""), ("", place.PersonalData ?? ""), place.IsEncrypted ? ("good", place.State!) : ("bad", "no"),
                    ("", place.Purpose is null ? "" : place.HasSubjects ? $"{place.Purpose}, a key for each subject" : place.Purpose),
                    ("", string.Join("; ", place.Indexes.Select(static index => Invariant($"{index.Kind}{(index.Length > 0 ? $" {index.Length}" : "")}, {index.Plan.Bits} bits")))),
                    ("number", place.IsEncrypted ? Invariant($"{place.SealedValues:N0}") : ""), ("number", place.IsEncrypted ? Invariant($"{place.PlaintextValues:N0}") : ""),
                    ("", string.Join("; ", place.Uses.Select(static use => Invariant($"{use.Keys}{(use.Version is { } version ? $" v{version}" : "")} {Word(use.Standing)}: {use.Values:N0}").TrimStart()))),
                ]);
        }
        page.Append("</table></section>\n");
    }

    private static void Keys(StringBuilder page, InventoryReport report)
    {
        page.Append("<section><h2>Keys</h2>\n");
        Table(page, ["Keys", "Subjects", "Keys in all", "Former", "Newest version", "Sealing since", "Wrapped by"]);
        foreach (var keyset in report.Keysets)
        {
            Row(
                page,
                [
                    ("", keyset.Keys), ("number", keyset.Kind == KeyScopeKind.Subject ? Invariant($"{keyset.Scopes:N0}") : ""), ("number", Invariant($"{keyset.Count:N0}")),
                    ("number", Invariant($"{keyset.Former:N0}")), ("number", Invariant($"{keyset.NewestVersion}")), ("", Invariant($"{keyset.SealingSince.UtcDateTime:yyyy-MM-dd HH:mm}")),
                    ("quiet", keyset.WrappedBy.Count > 3 ? Invariant($"{keyset.WrappedBy.Count} keys") : string.Join(", ", keyset.WrappedBy.Select(static name => name.Length > 16 ? $"{name[..16]}…" : name))),
                ]);
        }
        page.Append("</table></section>\n");
    }

    private static void Table(StringBuilder page, string[] heads)
    {
        page.Append("<table><tr>");
        foreach (var head in heads)
            page.Append("<th scope=\"col\">").Append(head).Append("</th>");
        page.Append("</tr>\n");
    }

    private static void Row(StringBuilder page, (string Class, string Text)[] cells)
    {
        page.Append("<tr>");
        foreach (var (style, text) in cells)
            page.Append(style.Length == 0 ? "<td>" : $"<td class=\"{style}\">").Append(HtmlEncoder.Default.Encode(text)).Append("</td>");
        page.Append("</tr>\n");
    }

    private static string Word(KeyStanding standing) => standing switch
    {
        KeyStanding.Newest => "newest",
        KeyStanding.Former => "former",
        KeyStanding.Destroyed => "destroyed",
        _ => "unknown",
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
