using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>
/// A piece of a page, written as an interpolated string: what stands in the literal is markup, and whatever is put into it is text, with
/// what nobody could see in it made visible (<see cref="VisibleText"/>). Only another piece goes in as it is.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Html(int literalLength, int formattedCount)
{
    /// <summary>Said of a value that goes back into a field as it was: <c>{text:value}</c>.</summary>
    private const string Value = "value";

    private readonly StringBuilder _text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(string? text) => _text.Append(HtmlEncoder.Default.Encode(VisibleText.Of(text ?? "")));

    public void AppendFormatted(string? text, string format) =>
        _text.Append(format == Value ? HtmlEncoder.Default.Encode(text ?? "") : throw new FormatException($"There is no format {format}."));

    public void AppendFormatted(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

    public void AppendFormatted(Html? piece) => _text.Append(piece?._text);

    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (var piece in pieces)
            _text.Append(piece._text);
    }

    public override string ToString() => _text.ToString();
}
