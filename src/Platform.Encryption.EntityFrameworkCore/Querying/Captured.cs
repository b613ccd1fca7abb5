namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>A value of one execution of a query. As the member of an object it becomes a parameter, so that the compiled query serves the next execution too.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="value">The value.</param>
internal sealed class Captured<T>(T value)
{
    public T Value { get; } = value;
}
