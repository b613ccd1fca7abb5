using System.Diagnostics.CodeAnalysis;

namespace Platform.Errors.Resilience;

/// <summary>A result that says whether it is the real answer or the declared substitute for it, so that nobody takes one for the other.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>Immutable. <see langword="default"/> is a failure that is not degraded.</remarks>
public readonly struct Degradable<T>
{
    private readonly Error _reason;

    private Degradable(in Result<T> result, bool isDegraded, in Error reason)
    {
        Result = result;
        IsDegraded = isDegraded;
        _reason = reason;
    }

    /// <summary>The answer: real, degraded, or the failure for which there was no substitute.</summary>
    public Result<T> Result { get; }

    /// <summary>Whether <see cref="Result"/> is the substitute. It is a success then.</summary>
    public bool IsDegraded { get; }

    /// <summary>Why the answer is degraded.</summary>
    /// <param name="reason">The failure of the real call.</param>
    /// <returns>Whether it is degraded.</returns>
    public bool TryGetReason(out Error reason)
    {
        reason = _reason;
        return IsDegraded;
    }

    /// <summary>The value, real or degraded.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T value) => Result.TryGet(out value);

    /// <inheritdoc />
    public override string ToString() => IsDegraded ? $"Degraded ({_reason.Code}): {Result}" : Result.ToString();

    internal static Degradable<T> Real(in Result<T> result) => new(in result, false, default);

    internal static Degradable<T> Substitute(in Result<T> result, in Error reason) => new(in result, true, in reason);
}
