namespace Platform.Plugins.Packages;

/// <summary>What is known of a package before anything in it is looked at: its bytes, their digest, and the signature behind them.</summary>
internal sealed record PackageSeal(ReadOnlyMemory<byte> Bytes, int SignedLength, string Digest)
{
    public ReadOnlyMemory<byte> Signature => Bytes[(SignedLength + sizeof(ushort))..];

    /// <exception cref="PluginPackageException">It is too large, or has no end.</exception>
    public static PackageSeal Read(ReadOnlyMemory<byte> bytes, string name, PackageLimits limits)
    {
        var signed = ZipDirectory.SignedLengthOf(bytes.Span, name, limits);
        return new PackageSeal(bytes, signed, PackageDigest.Of(bytes.Span[..signed]));
    }
}
