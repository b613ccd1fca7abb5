namespace Platform.Validation.Html;

/// <summary>Sanitisers for <c>[Sanitize(typeof(HtmlText), nameof(HtmlText.Basic))]</c>. Of a policy of your own make a method like these.</summary>
public static class HtmlText
{
    private static readonly HtmlCleaner BasicCleaner = new();

    private static readonly HtmlCleaner PlainCleaner = new(new HtmlPolicy { Elements = [], Attributes = [] });

    /// <summary>Lets in what <see cref="HtmlPolicy.Basic"/> does.</summary>
    /// <param name="text">The text.</param>
    /// <returns>HTML.</returns>
    public static string Basic(string text) => BasicCleaner.Clean(text);

    /// <summary>Lets in no element; the text of what was there stays.</summary>
    /// <param name="text">The text.</param>
    /// <returns>HTML without an element.</returns>
    public static string Plain(string text) => PlainCleaner.Clean(text);
}
