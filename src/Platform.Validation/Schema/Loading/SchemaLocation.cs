using System.Text.Json;

namespace Platform.Validation.Schema.Loading;

/// <summary>A place in a document that is a schema.</summary>
/// <param name="Resource">The resource around it.</param>
/// <param name="Pointer">From the root of the document.</param>
/// <param name="Element">What stands there.</param>
internal readonly record struct SchemaLocation(SchemaResource Resource, string Pointer, JsonElement Element)
{
    /// <summary>A name for the place that no other has.</summary>
    public string Key => $"{Resource.Document.Number}#{Pointer}";

    /// <summary>The place within the same resource.</summary>
    public SchemaLocation Child(string pointer, JsonElement element)
    {
        var full = $"{Pointer}/{pointer}";
        return new SchemaLocation(Resource.Document.Resources.GetValueOrDefault(full, Resource), full, element);
    }

    /// <summary>One of its keywords, as a reader knows it.</summary>
    public string At(string keyword) => $"{this}/{keyword}";

    /// <summary>As a reader knows it: the URI of the resource, where it has one, and a JSON Pointer within it.</summary>
    public override string ToString() => $"{(Resource.HasOwnUri ? Resource.Uri : "")}#{Pointer[Resource.Pointer.Length..]}";

    /// <summary>A name as a part of a JSON Pointer (RFC 6901, section 3).</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
