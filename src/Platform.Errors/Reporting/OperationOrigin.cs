namespace Platform.Errors;

/// <summary>The operation that failed.</summary>
/// <param name="Name">As whoever runs it calls it.</param>
internal sealed record OperationOrigin(string Name) : ErrorOrigin
{
    public override void AddTo(List<KeyValuePair<string, object?>> values) => values.Add(new("platform.operation", Name));

    public override string ToString() => Name;
}
