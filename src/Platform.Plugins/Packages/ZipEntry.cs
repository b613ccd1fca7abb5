namespace Platform.Plugins.Packages;

/// <summary>A file of a package: where its bytes lie in the zip, and what they must come to.</summary>
internal sealed record ZipEntry(string Path, int DataOffset, int PackedLength, int Length, uint Crc, bool IsDeflated);
