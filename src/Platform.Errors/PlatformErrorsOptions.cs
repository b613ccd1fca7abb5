namespace Platform.Errors;

/// <summary>How a service turns exceptions into errors and errors into texts. Validated when the host starts, and read once.</summary>
public sealed class PlatformErrorsOptions
{
    private readonly Dictionary<Type, ExceptionMapping> _mappings = [];
    private readonly HashSet<Type> _byDefault = [];

    /// <summary>
    /// Whether the exception that caused an error is shown in responses. Honoured in the Development environment alone, whatever is configured, because an
    /// exception names paths, queries and secrets.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IncludeExceptionDetails { get; set; }

    /// <summary>How many collected errors one response lists; how many were left out is said in <c>errorsOmitted</c>.</summary>
    /// <value>Default: 100. From 1 to 10000.</value>
    public int MaximumErrors { get; set; } = 100;

    /// <summary>How large a problem of another service may be, in bytes. What is larger is not read: its status says enough.</summary>
    /// <value>Default: 65536. From 1024 to 16777216.</value>
    public int MaximumProblemBytes { get; set; } = 65_536;

    /// <summary>
    /// The language tag (RFC 5646) of the texts that stand in the catalogues themselves. A catalogue that is written in another one says so, and is then read
    /// in this one where it has a translation.
    /// </summary>
    /// <value>Default: <c>en</c>.</value>
    public string NeutralLanguage { get; set; } = "en";

    /// <summary>
    /// The cultures that the catalogues' resources are translated into, by name. Nobody gets another one: the cultures that a caller can ask for are endless,
    /// and each would cost memory. One that the system does not know is refused when the host starts.
    /// </summary>
    /// <value>Default: none; all texts are in <see cref="NeutralLanguage"/>.</value>
    public IList<string> Cultures { get; } = [];

    internal IReadOnlyDictionary<Type, ExceptionMapping> Mappings => _mappings;

    /// <summary>
    /// Says what an exception means. The nearest type counts: a mapping of a base class holds for what derives from it and has none of its own.
    /// </summary>
    /// <typeparam name="TException">The exception.</typeparam>
    /// <param name="error">Makes the error; a factory of a catalogue fits (<c>CommonErrors.Unavailable</c>).</param>
    /// <returns>These options. A later mapping of the same type replaces an earlier one.</returns>
    public PlatformErrorsOptions Map<TException>(Func<Error> error)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(error);
        return Set(typeof(TException), new(_ => error()));
    }

    /// <summary>Says what an exception means, by what is in it.</summary>
    /// <typeparam name="TException">The exception.</typeparam>
    /// <param name="error">Makes the error out of the exception. What it throws itself becomes <c>INTERNAL</c>.</param>
    /// <returns>These options. A later mapping of the same type replaces an earlier one.</returns>
    public PlatformErrorsOptions Map<TException>(Func<TException, Error> error)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(error);
        return Set(typeof(TException), new(exception => error((TException)exception)));
    }

    /// <summary>
    /// Says what another service answered, of an exception by which a client tells it. It is treated like an <see cref="ErrorException"/> that
    /// <see cref="ErrorException.IsRemote"/>: an error of a catalogue of this service is passed on, and any other means <c>DEPENDENCY_FAILED</c>,
    /// <c>UNAVAILABLE</c> or <c>TIMEOUT</c> for the callers of this one. A resilience pipeline judges by what the other service answered.
    /// </summary>
    /// <typeparam name="TException">The exception.</typeparam>
    /// <param name="error">Reads the error out of the exception. What it throws itself becomes <c>INTERNAL</c>.</param>
    /// <returns>These options. A later mapping of the same type replaces an earlier one.</returns>
    public PlatformErrorsOptions MapRemote<TException>(Func<TException, Error> error)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(error);
        return Set(typeof(TException), new(exception => error((TException)exception), IsRemote: true));
    }

    /// <summary>Says what an exception of a framework means, unless the application has said it or says it later.</summary>
    internal PlatformErrorsOptions MapByDefault<TException>(Func<TException, Error> error)
        where TException : Exception
    {
        if (_mappings.TryAdd(typeof(TException), new(exception => error((TException)exception))))
            _byDefault.Add(typeof(TException));
        return this;
    }

    /// <summary>Whether the application has said what this very type means.</summary>
    internal bool IsMapped<TException>()
        where TException : Exception =>
        _mappings.ContainsKey(typeof(TException)) && !_byDefault.Contains(typeof(TException));

    private PlatformErrorsOptions Set(Type exception, ExceptionMapping mapping)
    {
        _mappings[exception] = mapping;
        _byDefault.Remove(exception);
        return this;
    }
}
