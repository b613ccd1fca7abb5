using FsCheck;
using FsCheck.Fluent;

namespace Platform.Errors.SourceGeneration.Tests;

/// <summary>A catalogue that chance made up, as source.</summary>
public sealed record DeclaredCatalog(string Domain, string? TypeBase, DeclaredError[] Errors)
{
    public static Gen<DeclaredCatalog> Any { get; } =
        from domain in Gen.Elements("orders", "a", "desk.example", "x-1.y-2")
        from typeBase in Gen.Elements(null, "https://errors.example/", "urn:shop:")
        from count in Gen.Choose(1, 6)
        from errors in Gen.CollectToSequence(Enumerable.Range(0, count).Select(DeclaredError.Any))
        select new DeclaredCatalog(domain, typeBase, [.. errors]);

    public string Source => $$"""
        namespace Made;
        public enum Colour { Red, Green }
        public readonly record struct Sku(string Value) { public static implicit operator string(Sku sku) => sku.Value; }
        [ErrorCatalog("{{Domain}}"{{(TypeBase is null ? "" : $", TypeBase = \"{TypeBase}\"")}})]
        public static partial class MadeErrors
        {
        {{string.Concat(Errors.Select(error => error.Source))}}
        }
        """;
}

/// <summary>One of its errors.</summary>
public sealed record DeclaredError(int Number, ErrorKind Kind, ErrorRetry Retry, int Status, DeclaredParameter[] Parameters)
{
    public string Name => $"Error{Number}";

    public string Code => $"ERROR_{Number}";

    public static Gen<DeclaredError> Any(int number) =>
        from kind in Gen.Elements(Enum.GetValues<ErrorKind>())
        from retry in Gen.Elements(Enum.GetValues<ErrorRetry>())
        from status in kind.IsCallersFault() ? Gen.Elements(0, 0, 0, 400, 418, 499) : Gen.Elements(0, 0, 0, 500, 529, 599)
        from count in Gen.Choose(0, 5)
        from isText in Gen.Choose(0, 4)
        from parameters in isText == 0 ? Gen.Constant(DeclaredParameter.Text) : Gen.CollectToSequence(Enumerable.Range(0, count).Select(DeclaredParameter.Any))
        select new DeclaredError(number, kind, retry, status, retry == ErrorRetry.AfterDelay ? [.. parameters, new DeclaredParameter("retryAfter", "TimeSpan", ErrorArgumentType.TimeSpan, "")] : [.. parameters]);

    public string Source
    {
        get
        {
            var mentioned = Parameters.Where(parameter => parameter.Mark.Length == 0).Select(parameter => $"{{{parameter.Name}}}").ToList();
            var detail = Parameters.Any(parameter => parameter.DetailOnly) ? ", Detail = \"{reason}\""
                : mentioned.Count == 0 ? "" : $", Detail = \"With {string.Join(" and ", mentioned)}, {{{{braces}}}}.\"";
            var signature = string.Join(", ", Parameters.Select(parameter => $"{parameter.Mark}{parameter.Type} {parameter.Name}"));
            return $"    [Error(\"{Code}\", ErrorKind.{Kind}{detail}, Retry = ErrorRetry.{Retry}, Status = {Status})] public static partial Error {Name}({signature});\n";
        }
    }
}

/// <summary>One parameter of an error.</summary>
public sealed record DeclaredParameter(string Name, string Type, ErrorArgumentType ArgumentType, string Mark)
{
    private static readonly (string Type, ErrorArgumentType ArgumentType)[] Types =
    [
        ("string", ErrorArgumentType.String), ("string?", ErrorArgumentType.String), ("char", ErrorArgumentType.String), ("Colour", ErrorArgumentType.String), ("Sku", ErrorArgumentType.String),
        ("bool", ErrorArgumentType.Boolean), ("byte", ErrorArgumentType.Int64), ("int", ErrorArgumentType.Int64), ("uint", ErrorArgumentType.Int64), ("long", ErrorArgumentType.Int64),
        ("long?", ErrorArgumentType.Int64), ("ulong", ErrorArgumentType.UInt64), ("double", ErrorArgumentType.Double), ("float", ErrorArgumentType.Double), ("decimal", ErrorArgumentType.Decimal),
        ("Guid", ErrorArgumentType.Guid), ("Guid?", ErrorArgumentType.Guid), ("DateTimeOffset", ErrorArgumentType.DateTimeOffset), ("DateOnly", ErrorArgumentType.DateOnly),
        ("TimeOnly", ErrorArgumentType.TimeOnly), ("TimeSpan", ErrorArgumentType.TimeSpan),
    ];

    /// <summary>A sentence that was made elsewhere, and what programs read beside it.</summary>
    public static IEnumerable<DeclaredParameter> Text { get; } =
        [new("field", "string", ErrorArgumentType.String, "[MachineOnly] "), new("reason", "string", ErrorArgumentType.String, "[DetailOnly] ")];

    public bool DetailOnly => Mark == "[DetailOnly] ";

    public bool Disclosed => Mark != "[NotDisclosed] ";

    public static Gen<DeclaredParameter> Any(int number) =>
        from type in Gen.Elements(Types)
        from mark in Gen.Elements("", "", "[MachineOnly] ", "[NotDisclosed] ")
        select new DeclaredParameter($"value{number}", type.Type, type.ArgumentType, mark);
}
