using Platform.Validation.Schema.Formats;
using Platform.Validation.Schema.Loading;
using Platform.Validation.Schema.Patterns;

namespace Platform.Validation.Schema.Compiling;

/// <summary>The keywords for strings (Validation, sections 6.3 and 7). What <c>content…</c> says is an annotation and asserts nothing.</summary>
internal static class StringKeywords
{
    public static StringPlan? Read(KeywordReader reader, Dialect dialect, JsonSchemaOptions options, SchemaPatterns patterns)
    {
        StringPlan? plan = null;
        if (dialect.Validation)
        {
            if (reader.Count("minLength") is > 0 and var least)
                (plan ??= new StringPlan()).MinLength = least;
            if (reader.Count("maxLength") is { } most)
                (plan ??= new StringPlan()).MaxLength = most;
            if (reader.Text("pattern") is { } pattern)
                (plan ??= new StringPlan()).Pattern = patterns.Compile(pattern, $"{reader.Location}/pattern");
        }
        var asserts = options.Formats == FormatMode.Assert || (options.Formats == FormatMode.ByDialect && dialect.FormatAssertion);
        if (reader.Text("format") is { } name && FormatOf(name, asserts, options, $"{reader.Location}/format") is { } format)
            (plan ??= new StringPlan()).Format = format;
        return plan;
    }

    private static StringFormat? FormatOf(string name, bool asserts, JsonSchemaOptions options, string location)
    {
        if (options.Formats != FormatMode.Ignore && options.CustomFormats.TryGetValue(name, out var isMatch))
            return new StringFormat(name, isMatch);
        if (!asserts)
            return null;
        return StringFormat.Find(name) ?? (options.UnknownFormats == UnknownFormats.Ignore
            ? null
            : throw new JsonSchemaException($"The format \"{name}\" is not known. Correct its name, or add it to JsonSchemaOptions.CustomFormats.", location));
    }
}
