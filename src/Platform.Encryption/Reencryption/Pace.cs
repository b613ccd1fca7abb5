namespace Platform.Encryption.Reencryption;

/// <summary>How long to rest after a page, so that no more values are replaced in a second than was allowed. Pure.</summary>
internal static class Pace
{
    /// <summary>A page that took longer than it was allowed is not made up for: what is slow is the database, which needs the rest.</summary>
    public static TimeSpan RestAfter(int values, TimeSpan took, int? valuesPerSecond)
    {
        if (valuesPerSecond is not { } allowed || values == 0)
            return TimeSpan.Zero;
        var due = TimeSpan.FromSeconds((double)values / allowed);
        return due > took ? due - took : TimeSpan.Zero;
    }
}
