namespace Platform.Errors;

/// <summary>Where an error ended, for the log: named values, and as its text a few words that cannot break out of a line.</summary>
internal abstract record ErrorOrigin
{
    /// <summary>Adds it to the state of a record.</summary>
    public abstract void AddTo(List<KeyValuePair<string, object?>> values);

    /// <inheritdoc />
    public abstract override string ToString();
}
