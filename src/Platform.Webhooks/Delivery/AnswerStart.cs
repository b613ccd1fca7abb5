namespace Platform.Webhooks.Delivery;

/// <summary>The beginning of an answer's body. A stranger wrote it: it is compared with something, and shown to nobody.</summary>
internal sealed class AnswerStart
{
    private readonly byte[] _bytes = new byte[Most];
    private int _count;

    /// <summary>What is longer is nothing that anybody asked for.</summary>
    public const int Most = 1024;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _count);

    public void Add(ReadOnlySpan<byte> portion)
    {
        var fits = portion[..Math.Min(portion.Length, Most - _count)];
        fits.CopyTo(_bytes.AsSpan(_count));
        _count += fits.Length;
    }
}
