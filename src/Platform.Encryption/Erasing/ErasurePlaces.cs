namespace Platform.Encryption.Erasing;

/// <summary>Places that one registration makes, when the host has its services.</summary>
internal sealed record ErasurePlaces(IReadOnlyList<IErasurePlace> Places);
