namespace Platform.Errors.OpenApi.AspNetCore.Examples;

/// <summary>An occurrence of an error that has never occurred.</summary>
internal static class ExampleError
{
    public static Error Of(ErrorDescriptor descriptor) => descriptor.Create([.. descriptor.Parameters.Select(ValueOf)]);

    /// <summary>A value by which its type is recognised; of a text its own name, since nobody knows what it says.</summary>
    private static ErrorArgument ValueOf(ErrorParameter parameter) => parameter.Type switch
    {
        ErrorArgumentType.Boolean => true,
        ErrorArgumentType.Int64 => 1L,
        ErrorArgumentType.UInt64 => 1UL,
        ErrorArgumentType.Double => 0.5,
        ErrorArgumentType.Decimal => 9.95m,
        ErrorArgumentType.Guid => new Guid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
        ErrorArgumentType.DateTimeOffset => new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.Zero),
        ErrorArgumentType.DateOnly => new DateOnly(2026, 1, 31),
        ErrorArgumentType.TimeOnly => new TimeOnly(12, 30),
        ErrorArgumentType.TimeSpan => TimeSpan.FromSeconds(30),
        _ => parameter.Name,
    };
}
