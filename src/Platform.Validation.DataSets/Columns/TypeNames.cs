namespace Platform.Validation.DataSets.Columns;

/// <summary>What a report calls the types.</summary>
internal static class TypeNames
{
    public static string Of(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(DateTimeOffset) || type == typeof(DateTime) ? "time"
        : type == typeof(DateOnly) ? "date"
        : type == typeof(bool) ? "boolean"
        : type == typeof(double) || type == typeof(float) || type == typeof(decimal) ? "number"
        : type.IsPrimitive ? "integer"
        : type.Name;
}
