namespace Platform.Encryption.Formats;

/// <summary>Makes all or none: what was made before one fails is disposed.</summary>
internal static class DisposableList
{
    public static TMade[] Make<TSource, TMade>(IReadOnlyCollection<TSource> sources, Func<TSource, TMade> make)
        where TMade : class, IDisposable
    {
        var made = new TMade[sources.Count];
        var count = 0;
        try
        {
            foreach (var source in sources)
                made[count++] = make(source);
            return made;
        }
        catch
        {
            foreach (var each in made)
                each?.Dispose();
            throw;
        }
    }
}
