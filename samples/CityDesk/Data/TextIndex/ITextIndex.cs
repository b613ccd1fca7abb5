namespace CityDesk.Data.TextIndex;

/// <summary>Finds text in the middle of addresses and descriptions without reading all of them, as the engine can.</summary>
/// <remarks>Kept by the engine itself, in the transaction that changes a request. Safe for many callers at once.</remarks>
internal interface ITextIndex
{
    /// <summary>Texts of fewer characters are in no index: both engines take texts apart into groups of three.</summary>
    const int FewestCharacters = 3;

    /// <summary>Makes the index where it is missing and can be made. Called before the first request is let in, by one process at a time.</summary>
    Task PrepareAsync(DeskDbContext context, CancellationToken cancellationToken);

    /// <summary>Which requests hold a text, upper and lower case being the same.</summary>
    /// <returns>
    /// Their numbers, in no order and at most <paramref name="most"/>; <see langword="null"/> where there is no index that knows.
    /// </returns>
    Task<IReadOnlyList<long>?> FindAsync(DeskDbContext context, string text, int most, CancellationToken cancellationToken);
}
