using System.Buffers;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Ed25519;

/// <summary>Content in one piece, in rented memory: Ed25519 reads what it signs twice.</summary>
internal readonly ref struct WholeContent
{
    private readonly byte[] _rented;
    private readonly int _length;

    private WholeContent(byte[] rented, int length) => (_rented, _length) = (rented, length);

    public ReadOnlySpan<byte> Bytes => _rented.AsSpan(0, _length);

    public static WholeContent Rent(SignedContent content)
    {
        var rented = ArrayPool<byte>.Shared.Rent(content.Length);
        content.CopyTo(rented);
        return new WholeContent(rented, content.Length);
    }

    public void Return() => ArrayPool<byte>.Shared.Return(_rented);
}
