using Platform.Validation.Schema.Formats;
using Platform.Validation.Schema.Loading;
using Platform.Validation.Schema.Patterns;

namespace Platform.Validation.Schema.Compiling;

/// <summary>The keywords for strings (Validation, sections 6.3 and 7). What <c>content…</c> says is an annotation and asserts nothing.</summary>
internal static class StringKeywords
{
    public static StringPlan? Read(KeywordReader reader, Dialect dialect, JsonSchemaOptions options)
    {
        StringPlan? plan = null;
        if (dialect.Validation)
        {
            if (reader.Count("minLength") is > 0 and var least)
                (plan ??= new StringPlan()).MinLength = least;
            if (reader.Count("maxLength") is { } most)
                (plan ??= new StringPlan()).MaxLength = most;
            if (reader.Text("pattern") is { } pattern)
                (plan ??= new StringPlan()).Pattern = PatternMatcher.Compile(pattern, options, $"{reader.Location}/pattern");
        }
        var asserts = options.Formats == FormatMode.Assert || (options.Formats == FormatMode.ByDialect && dialect.FormatAssertion);
        if (reader.Text("format") is { } name && asserts && StringFormat.Find(name) is { } format)
            (plan ??= new StringPlan()).Format = format;
        return plan;
    }
}
