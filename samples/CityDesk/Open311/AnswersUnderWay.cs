namespace CityDesk.Open311;

/// <summary>
/// How much of answers lies in memory while clients take it, without a place of the adaptive limit. Clients may take it as slowly as the server lets them, so what lies there is bounded: beyond that
/// an answer keeps its place until it is sent.
/// </summary>
internal sealed class AnswersUnderWay
{
    public const long MostBytes = 64 * 1024 * 1024;

    private long _bytes;

    public Share Begin(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= MostBytes)
            return new Share(this, bytes);
        Interlocked.Add(ref _bytes, -bytes);
        return default;
    }

    /// <summary>An answer that is being sent.</summary>
    public readonly struct Share(AnswersUnderWay owner, int bytes) : IDisposable
    {
        public bool IsAdmitted => owner is not null;

        public void Dispose()
        {
            if (owner is not null)
                Interlocked.Add(ref owner._bytes, -bytes);
        }
    }
}
