using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Platform.Validation.DataSets.Checkpoints;

namespace Platform.Validation.DataSets.Columns;

/// <summary>Values in a checkpoint: texts as texts, plain values as their bytes.</summary>
internal static class ValueState<T>
    where T : notnull
{
    public static void Write(StateWriter state, T value)
    {
        if (value is string text)
            state.Write(text);
        else
            state.Write(BytesOf(ref value));
    }

    public static T Read(StateReader state)
    {
        if (typeof(T) == typeof(string))
        {
            var text = state.ReadText() ?? throw new CheckpointException("The checkpoint lacks a value.");
            return Unsafe.As<string, T>(ref text);
        }
        var value = default(T)!;
        state.ReadExactly(BytesOf(ref value));
        return value;
    }

    private static Span<byte> BytesOf(ref T value) => RuntimeHelpers.IsReferenceOrContainsReferences<T>()
        ? throw new NotSupportedException()
        : MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());
}
