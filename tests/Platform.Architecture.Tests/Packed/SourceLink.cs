using System.Reflection.Metadata;
using System.Text.Json;

namespace Platform.Architecture.Tests.Packed;

/// <summary>
/// Whether a debugger gets from symbols to the source that they were made of: each file lies in the symbols themselves or under an
/// address that they name (https://github.com/dotnet/designs/blob/main/accepted/2020/diagnostics/source-link.md).
/// </summary>
internal static class SourceLink
{
    private static readonly Guid Map = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    /// <returns>What is missing; <see langword="null"/> when nothing is.</returns>
    public static string? Fault(byte[] symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols));
        var reader = provider.GetMetadataReader();
        if (Find(reader, EntityHandle.ModuleDefinition, Map) is not { } map)
            return "has symbols without SourceLink: a debugger cannot fetch the source.";

        using var json = JsonDocument.Parse(reader.GetBlobBytes(map.Value));
        var prefixes = json.RootElement.GetProperty("documents").EnumerateObject().Select(entry => entry.Name.TrimEnd('*')).ToList();
        var lost = reader.Documents.Where(document => Find(reader, document, EmbeddedSource) is null)
            .Select(document => reader.GetString(reader.GetDocument(document).Name))
            .FirstOrDefault(name => !prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
        return lost is null ? null : $"has symbols whose SourceLink does not cover {lost}.";
    }

    private static CustomDebugInformation? Find(MetadataReader reader, EntityHandle of, Guid kind)
    {
        foreach (var handle in reader.GetCustomDebugInformation(of))
        {
            var found = reader.GetCustomDebugInformation(handle);
            if (reader.GetGuid(found.Kind) == kind)
                return found;
        }

        return null;
    }
}
