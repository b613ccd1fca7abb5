using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Platform.RateLimiting.Simulation.Pages;

/// <summary>What all pages have in common: one file, no script, nothing loaded from elsewhere, light and dark.</summary>
internal static class Html
{
    private const string Style = """
        :root { --paper:#fcfcfa; --ink:#1d2430; --quiet:#667085; --line:#e3e4e0; --card:#ffffff; --shade:#f6ebd9; --mark:#98a2b3;
                --c0:#0b6e4f; --c1:#c2410c; --c2:#7c3aed; --c3:#2563eb; --c4:#9f1239; --c5:#667085; --bad:#b42318; --good:#d3efdf; --fair:#faecc8; --poor:#fbdcd8; }
        @media (prefers-color-scheme: dark) {
          :root { --paper:#14171c; --ink:#e6e8ec; --quiet:#98a2b3; --line:#2b313b; --card:#1b2027; --shade:#33291a; --mark:#667085;
                  --c0:#4ade9f; --c1:#fb923c; --c2:#b794ff; --c3:#74a9ff; --c4:#fb7193; --c5:#98a2b3; --bad:#ff7a6e; --good:#174a34; --fair:#4d3d12; --poor:#56231f; } }
        * { box-sizing:border-box }
        body { margin:0; background:var(--paper); color:var(--ink); font:16px/1.55 system-ui, "Segoe UI", Roboto, sans-serif }
        main { max-width:1520px; margin:0 auto; padding:40px 24px 80px }
        h1 { font-size:30px; letter-spacing:-.02em; margin:0 0 6px } h2 { font-size:20px; margin:0 0 4px; letter-spacing:-.01em }
        p { margin:0 0 14px; max-width:80ch } .quiet { color:var(--quiet) }
        section { background:var(--card); border:1px solid var(--line); border-radius:12px; padding:22px 24px; margin:22px 0 }
        .parts { display:grid; grid-template-columns:repeat(auto-fit, minmax(min(540px, 100%), 1fr)); gap:14px 28px; margin-top:10px; align-items:start }
        .chart { width:100%; height:auto; display:block } .chart text { font:12px system-ui, sans-serif; fill:var(--quiet) }
        .chart .title { font-weight:600; font-size:13.5px; fill:var(--ink) }
        tr.why td { text-align:left; white-space:normal; color:var(--quiet); font-size:13.5px; padding-bottom:11px; max-width:110ch } tr.told td { border-bottom:0 }
        .grid { stroke:var(--line); stroke-width:1 } .mark { stroke:var(--mark); stroke-dasharray:5 4; stroke-width:1.2 } .shade { fill:var(--shade) } .chart .dashes { fill:var(--mark) }
        .curve { fill:none; stroke-width:1.5; stroke-linejoin:round; opacity:.6 } .curve.c0 { stroke-width:2.6; opacity:1 }
        .c0 { stroke:var(--c0) } .c1 { stroke:var(--c1) } .c2 { stroke:var(--c2) } .c3 { stroke:var(--c3) } .c4 { stroke:var(--c4) } .c5 { stroke:var(--c5) }
        .swatch { display:inline-block; width:14px; height:4px; border-radius:2px; margin-right:9px; vertical-align:middle }
        .b0 { background:var(--c0) } .b1 { background:var(--c1) } .b2 { background:var(--c2) } .b3 { background:var(--c3) } .b4 { background:var(--c4) } .b5 { background:var(--c5) }
        .scroll { overflow-x:auto } table { border-collapse:collapse; margin:10px 0 4px; font-variant-numeric:tabular-nums }
        th, td { text-align:right; padding:5px 16px 5px 0; border-bottom:1px solid var(--line); white-space:nowrap } th { color:var(--quiet); font-weight:500; font-size:13.5px }
        th:first-child, td:first-child { text-align:left } tr.ours td { font-weight:650 } .bad { color:var(--bad) }
        .bar { display:inline-block; height:9px; border-radius:3px; vertical-align:middle } td.bars { text-align:left }
        .summary { width:100% } .summary td, .summary th { padding:6px 18px } .summary td:first-child, .summary th:first-child { padding-left:0 } .summary a { color:inherit }
        .good { background:var(--good) } .fair { background:var(--fair) } .poor { background:var(--poor) } .key { padding:1px 8px; border-radius:4px; margin-right:6px }
        code { font:13.5px ui-monospace, monospace }
        """;

    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    public static string Time(TimeSpan time) => time.TotalMinutes < 3
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s")
        : time.TotalHours < 3 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h");

    /// <summary>The step between marks on an axis of time: one that people count in, and no more than seven of them.</summary>
    public static TimeSpan StepOf(TimeSpan duration)
    {
        foreach (var seconds in (ReadOnlySpan<int>)[1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800])
        {
            if (duration.TotalSeconds <= 7.0 * seconds)
                return TimeSpan.FromSeconds(seconds);
        }
        return TimeSpan.FromDays(Math.Ceiling(duration.TotalDays / 7));
    }

    public static void Begin(StringBuilder page, string title)
    {
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Encode(title)}</title><style>{Style}</style></head><body><main>\n");
    }

    public static void End(StringBuilder page) => page.Append("</main></body></html>\n");
}
