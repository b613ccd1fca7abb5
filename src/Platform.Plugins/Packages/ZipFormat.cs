namespace Platform.Plugins.Packages;

/// <summary>Numbers of the zip format (APPNOTE 6.3.10, section 4.3) that packages use.</summary>
internal static class ZipFormat
{
    public const uint LocalSignature = 0x04034B50;
    public const uint CentralSignature = 0x02014B50;
    public const uint EndSignature = 0x06054B50;
    public const int LocalLength = 30;
    public const int CentralLength = 46;
    public const int EndLength = 22;
    public const int LongestComment = ushort.MaxValue;
    public const ushort Version = 20;
    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    /// <summary>1 January 1980, so that the same files make the same package.</summary>
    public const ushort Date = 0x0021;

    /// <summary>How hard the compressor tried (bits 1 and 2) and that names are UTF-8 (bit 11); all others change how the file is read.</summary>
    public const ushort HarmlessFlags = 0x0806;

    /// <summary>Deflate makes at most 1,032 bytes out of one.</summary>
    public const long DeflateLimit = 1_032;

    public const int UnixHost = 3;
    public const int UnixKind = 0xF000;
    public const int UnixFile = 0x8000;
}
