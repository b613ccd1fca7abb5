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
        else if (value is DateTimeOffset time)
            Write(state, time.Ticks, (long)time.Offset.TotalMinutes);
        else if (value is DateTime local)
            Write(state, local.Ticks, (long)local.Kind);
        else if (value is DateOnly date)
            state.Write((long)date.DayNumber);
        else if (value is TimeOnly clock)
            state.Write(clock.Ticks);
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
        // Of these not every pattern of bits is a value, and one that is none comes to light much later.
        try
        {
            if (typeof(T) == typeof(DateTimeOffset))
                return (T)(object)new DateTimeOffset(state.ReadCount(), TimeSpan.FromMinutes(state.ReadInt64()));
            if (typeof(T) == typeof(DateTime))
                return (T)(object)new DateTime(state.ReadCount(), (DateTimeKind)state.ReadCount(2));
            if (typeof(T) == typeof(DateOnly))
                return (T)(object)DateOnly.FromDayNumber((int)state.ReadCount(int.MaxValue));
            if (typeof(T) == typeof(TimeOnly))
                return (T)(object)new TimeOnly(state.ReadCount());
            var value = default(T)!;
            state.ReadExactly(BytesOf(ref value));
            return value is decimal number ? (T)(object)new decimal(decimal.GetBits(number)) : value;
        }
        catch (Exception fault) when (fault is ArgumentException or OverflowException)
        {
            throw new CheckpointException("The checkpoint holds a value that cannot be.", fault);
        }
    }

    private static void Write(StateWriter state, long first, long second)
    {
        state.Write(first);
        state.Write(second);
    }

    private static Span<byte> BytesOf(ref T value) => RuntimeHelpers.IsReferenceOrContainsReferences<T>()
        ? throw new NotSupportedException()
        : MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());
}
