namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>An entity beside what a query selects of it, for as long as it takes to check it.</summary>
/// <typeparam name="TEntity">The entity.</typeparam>
/// <typeparam name="TValue">What is selected.</typeparam>
internal sealed class Checked<TEntity, TValue>(TEntity entity, TValue value)
{
    public TEntity Entity { get; } = entity;

    public TValue Value { get; } = value;
}
