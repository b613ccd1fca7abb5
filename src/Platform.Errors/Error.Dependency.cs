namespace Platform.Errors;

public readonly partial struct Error
{
    /// <summary>
    /// What the error of another service, read with <see cref="ProblemReader"/> or <c>ReadErrorAsync</c>, means for the callers of this one: they asked this
    /// service, and not the other. The same rule as for an <see cref="ErrorException"/> that <see cref="ErrorException.IsRemote"/>.
    /// </summary>
    /// <returns>
    /// Itself, if it is of a catalogue that this service has added: that is a part of its own language. Anything else was said about the call: it becomes
    /// <c>TIMEOUT</c> (504) for a timeout, <c>UNAVAILABLE</c> (503) where the other service is unavailable or limits this one, and else
    /// <c>DEPENDENCY_FAILED</c> (502), with the <see cref="RetryAfter"/> of the other, and with the other error as its <see cref="Cause"/>, for the log and for
    /// a resilience pipeline, never for callers. Asking twice changes nothing.
    /// </returns>
    public Error AsOfDependency()
    {
        if (Cause is ErrorException { IsRemote: true } && ExceptionMap.IsMeaningOfRemote(Descriptor))
            return this;
        var meaning = ExceptionMap.Remote(in this, CancellationToken.None);
        return IsSame(meaning.Descriptor, Descriptor) && !ExceptionMap.IsMeaningOfRemote(Descriptor)
            ? this
            : meaning.WithCause(new ErrorException(in this) { IsRemote = true });
    }
}
