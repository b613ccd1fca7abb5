namespace Platform.Errors;

/// <summary>The arguments of an error, with their names. A view; it allocates nothing.</summary>
public readonly ref struct ErrorArguments
{
    private readonly ref readonly Error _error;

    internal ErrorArguments(in Error error) => _error = ref error;

    /// <summary>How many there are.</summary>
    public int Count => _error.ArgumentCount;

    /// <summary>An argument by position.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such argument.</exception>
    public ErrorArgument this[int index] => _error.Argument(index);

    /// <summary>An argument by the name of its parameter; case matters.</summary>
    /// <param name="name">The name.</param>
    /// <param name="argument">The value.</param>
    /// <returns>Whether there is such a parameter.</returns>
    public bool TryGet(string name, out ErrorArgument argument)
    {
        var parameters = _error.Descriptor.Parameters;
        for (var index = 0; index < parameters.Length; index++)
        {
            if (parameters[index].Name == name)
            {
                argument = _error.Argument(index);
                return true;
            }
        }
        argument = default;
        return false;
    }

    /// <summary>The parameter at a position.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>Name, type, and whether the value may leave the service.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such argument.</exception>
    public ErrorParameter Parameter(int index)
    {
        var parameters = _error.Descriptor.Parameters;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)parameters.Length, nameof(index));
        return parameters[index];
    }

    /// <summary>Enumerates without allocating.</summary>
    /// <returns>An enumerator of parameters with their values.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Enumerates parameters with their values.</summary>
    public ref struct Enumerator
    {
        private readonly ErrorArguments _arguments;
        private int _index = -1;

        internal Enumerator(ErrorArguments arguments) => _arguments = arguments;

        /// <summary>The parameter and its value.</summary>
        public readonly (ErrorParameter Parameter, ErrorArgument Value) Current => (_arguments.Parameter(_index), _arguments[_index]);

        /// <summary>Goes to the next.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext() => ++_index < _arguments.Count;
    }
}
