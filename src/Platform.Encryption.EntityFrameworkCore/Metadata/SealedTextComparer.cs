using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>Two are equal if their bytes are. Never copied: what is remembered of one belongs to it.</summary>
internal sealed class SealedTextComparer() : ValueComparer<SealedText>(
    static (one, other) => AreEqual(one, other), static value => value.Bytes.Length, static value => value)
{
    private static bool AreEqual(SealedText? one, SealedText? other) => ReferenceEquals(one, other) || (one is not null && other is not null && one.Bytes.AsSpan().SequenceEqual(other.Bytes));
}
