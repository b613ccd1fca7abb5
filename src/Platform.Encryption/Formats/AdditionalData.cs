namespace Platform.Encryption.Formats;

/// <summary>The buffer in which header and address are put together. Grows to the longest address that it has seen. Used by one thread at a time.</summary>
internal sealed class AdditionalData
{
    private byte[] _bytes = new byte[256];

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> header, CellAddress address)
    {
        var length = header.Length + address.EncodedLength;
        if (_bytes.Length < length)
            _bytes = new byte[Math.Max(length, 2 * _bytes.Length)];
        header.CopyTo(_bytes);
        address.Encode(_bytes.AsSpan(header.Length));
        return _bytes.AsSpan(0, length);
    }
}
