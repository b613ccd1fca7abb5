namespace Platform.Webhooks.Delivery;

/// <summary>The beginning of an answer's body. A stranger wrote it.</summary>
/// <param name="most">How many bytes: what is longer is nothing that anybody asked for.</param>
internal sealed class AnswerStart(int most = AnswerStart.MostOfChallenge)
{
    private byte[] _bytes = [];
    private int _count;

    /// <summary>Enough to repeat a challenge.</summary>
    public const int MostOfChallenge = 1024;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _count);

    public void Add(ReadOnlySpan<byte> portion)
    {
        var fits = portion[..Math.Min(portion.Length, most - _count)];
        if (_bytes.Length < _count + fits.Length)
            Array.Resize(ref _bytes, Math.Min(most, Math.Max(_count + fits.Length, _bytes.Length * 2)));
        fits.CopyTo(_bytes.AsSpan(_count));
        _count += fits.Length;
    }
}
