namespace Platform.Validation.DataSets;

/// <summary>What can go wrong while a row is made of what was read: through the row, which costs itself, or through the program.</summary>
internal static class RowFault
{
    /// <summary>Whether a value caused it that does not fit its type, or that a constructor or setter does not take.</summary>
    public static bool IsOfRow(Exception fault) => fault is FormatException or OverflowException or ArgumentException or InvalidCastException or NotSupportedException;

    /// <summary>Why, in words of our own: those of the exception may quote the value, which may be sensitive.</summary>
    public static string Words(Exception fault, string what) => fault switch
    {
        OverflowException => $"The {what} holds a number that its type does not.",
        FormatException => $"The {what} holds a value that is not written as its type asks.",
        _ => $"The {what} holds a value that its type does not take.",
    };

    /// <summary>Says where it happened: nobody finds one row of millions without.</summary>
    public static Exception OfProgram(Exception fault, long line) =>
        new InvalidOperationException(FormattableString.Invariant($"The row on line {line} could not be made: {fault.GetType().Name}. This is a fault of the program, not of the row."), fault);
}
