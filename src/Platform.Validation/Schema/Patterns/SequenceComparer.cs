using System.Runtime.InteropServices;

namespace Platform.Validation.Schema.Patterns;

/// <summary>Arrays are equal where what they hold is.</summary>
internal sealed class SequenceComparer<T> : IEqualityComparer<T[]>
    where T : unmanaged, IEquatable<T>
{
    public static SequenceComparer<T> Instance { get; } = new();

    public bool Equals(T[]? x, T[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(T[] obj)
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
        return hash.ToHashCode();
    }
}
