namespace Platform.Errors;

/// <summary>The failures that every service has. Use them, or say more with a catalogue of your own.</summary>
public static partial class CommonErrors
{
    /// <summary>Head of several errors: <c>VALIDATION_FAILED</c> if all are the caller's input, else <c>SEVERAL_ERRORS</c>.</summary>
    internal static Error Several(ReadOnlySpan<Error> errors)
    {
        foreach (ref readonly var error in errors)
        {
            if (error.Kind is not (ErrorKind.InvalidArgument or ErrorKind.Unprocessable))
                return Descriptors.SeveralErrors.Create();
        }
        return Descriptors.ValidationFailed.Create();
    }
}
