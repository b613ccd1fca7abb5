namespace Platform.Errors;

public readonly partial struct Error
{
    /// <summary>
    /// The same failure in a larger document: where it was judged by itself, the pointers of it and of what it collects start at the root; here they start
    /// below the place at which it stands.
    /// </summary>
    /// <param name="pointer">A JSON Pointer in the names of the wire: where in the larger document what was judged stands.</param>
    /// <returns>
    /// A copy, with the pointer in front of every pointer; what has none is at the place itself. Unlike <see cref="WithPointer"/>, which says the place anew
    /// and leaves alone what is collected.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="pointer"/> is not a JSON Pointer.</exception>
    public Error Below(string pointer)
    {
        JsonPointers.Require(pointer);
        var error = WithPointer(pointer + Pointer);
        return Extras?.Errors is { } errors
            ? new Error(in error, error.ExtrasToAdd() with { Errors = [.. errors.Select(each => each.Below(pointer))] })
            : error;
    }
}
