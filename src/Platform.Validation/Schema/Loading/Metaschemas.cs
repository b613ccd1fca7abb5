namespace Platform.Validation.Schema.Loading;

/// <summary>The published metaschemas, which lie in the assembly.</summary>
internal static class Metaschemas
{
    /// <summary>The text of a metaschema, or <see langword="null"/> where the URI is not that of one.</summary>
    public static byte[]? Find(string uri)
    {
        var file = uri switch
        {
            "http://json-schema.org/draft-04/schema" => "draft-04.json",
            "http://json-schema.org/draft-06/schema" => "draft-06.json",
            "http://json-schema.org/draft-07/schema" => "draft-07.json",
            _ when uri.StartsWith("https://json-schema.org/draft/", StringComparison.Ordinal) => $"draft-{uri["https://json-schema.org/draft/".Length..]}.json",
            _ => null,
        };
        if (file is null)
            return null;
        using var stream = typeof(Metaschemas).Assembly.GetManifestResourceStream($"Platform.Validation.Schema.Metaschemas/{file}");
        if (stream is null)
            return null;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }
}
