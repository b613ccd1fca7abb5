namespace Platform.Encryption.Erasing;

/// <summary>What a place has of somebody who was erased. The same each time that it is asked, unless rows are deleted.</summary>
/// <param name="Name">The <see cref="IErasurePlace.Name"/>.</param>
/// <param name="UnreadableValues">How many sealed values are unreadable now, or <see langword="null"/> where nobody can count them.</param>
/// <param name="Emptied">What has nothing of the subject any more: blind indexes, caches.</param>
public sealed record ErasedPlace(string Name, long? UnreadableValues, IReadOnlyList<string> Emptied);
