using System.Diagnostics.CodeAnalysis;

namespace Platform.Errors;

/// <summary>
/// What a result says when it is asked for the half that it does not have. Out of line, so that the accessors stay small enough to be inlined.
/// </summary>
internal static class ResultFaults
{
    public static InvalidOperationException NoValue(in Error error) => new($"The result is a failure and has no value: {error.Code}.");

    [DoesNotReturn]
    public static void ThrowNoError() => throw new InvalidOperationException("The result is a success and has no error.");
}
