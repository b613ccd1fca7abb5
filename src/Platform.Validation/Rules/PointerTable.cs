namespace Platform.Validation.Rules;

/// <summary>
/// The pointers into nested values that were told last, so that telling one again makes no text. Names of members and positions alone stand in it, and no more
/// of them than its places: a pointer that falls on the place of another takes it. Not safe on several threads.
/// </summary>
internal sealed class PointerTable
{
    /// <summary>A pointer of more is told without being kept.</summary>
    public const int MostCharacters = 80;

    private const int Places = 128;

    private readonly string?[] _pointers = new string?[Places];

    public string Of(ReadOnlySpan<char> beginning, string end)
    {
        ref var place = ref _pointers[PlaceOf(beginning, end)];
        if (place is null || !IsThat(place, beginning, end))
            place = string.Concat(beginning, end);
        return place;
    }

    private static bool IsThat(string pointer, ReadOnlySpan<char> beginning, string end) => pointer.Length == beginning.Length + end.Length
        && pointer.AsSpan().StartsWith(beginning, StringComparison.Ordinal) && pointer.AsSpan(beginning.Length).SequenceEqual(end);

    /// <summary>Whoever sends values chooses positions at most, and gains by two on one place nothing but a text that is made again.</summary>
    private static int PlaceOf(ReadOnlySpan<char> beginning, ReadOnlySpan<char> end)
    {
        var hash = 17u;
        foreach (var c in beginning)
            hash = (hash * 31) + c;
        foreach (var c in end)
            hash = (hash * 31) + c;
        return (int)((hash ^ (hash >> 15)) % Places);
    }
}
