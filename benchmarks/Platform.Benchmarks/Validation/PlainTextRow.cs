using Ganss.Xss;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Validation.Html;

namespace Platform.Benchmarks.Validation;

/// <summary>A comment of 280 characters without any markup, as nearly all are, cleaned of HTML.</summary>
internal static class PlainTextRow
{
    private static readonly string Comment = string.Concat(Enumerable.Repeat("The street light has been out since Monday. ", 7))[..280];

    public static GateRow Row() => GateRow.Time(
        "a plain text cleaned of HTML",
        Side.Of("ours", static () => (Cleaner: new HtmlCleaner(), Text: Comment), static state => state.Cleaner.Clean(state.Text).Length),
        Side.Of("HtmlSanitizer", static () => (Cleaner: new HtmlSanitizer(), Text: Comment), static state => state.Cleaner.Sanitize(state.Text).Length));
}
