namespace Platform.Plugins.Manifests;

/// <summary>One thing that is wrong with a manifest.</summary>
/// <param name="File">The file, as it was named by whoever read it.</param>
/// <param name="Pointer">Where in it: a JSON Pointer (RFC 6901), empty for the whole.</param>
/// <param name="Message">What is wrong, and what to write instead.</param>
public sealed record ManifestFault(string File, string Pointer, string Message)
{
    /// <summary>Writes the fault as a line: file, pointer, message.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{File}#{Pointer}: {Message}";
}
