using Platform.Benchmarks.Gate;
using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Errors;

/// <summary>Platform.Errors and what extends it, beside ErrorOr, what ASP.NET Core brings, and Polly.</summary>
public sealed class ErrorsArea : IGateArea
{
    public string Name => "errors";

    public IEnumerable<GateRow> Rows() =>
    [
        .. ResultRows.All(),
        .. ProblemRows.All(),
        .. ErrorResponseRows.All(),
        .. RefusalRows.All(),
        .. BindingRows.All(),
        .. ResilienceRows.All(),
    ];
}
