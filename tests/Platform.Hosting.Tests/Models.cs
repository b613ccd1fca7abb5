using System.ComponentModel.DataAnnotations;
using Platform.Validation;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Hosting.Tests;

[Validated]
[Rule(nameof(IsServed), Member = nameof(Area), Code = "AREA_NOT_SERVED")]
public sealed partial record NewOrder(
    [Trim, TextLength(1, 10)] string Sku,
    [Range(1, 5)] int Quantity,
    [Rule(nameof(NewOrder.IsKnown), Code = "COLOUR_UNKNOWN", Message = "No <such> colour: größer.")] string? Colour,
    string? Area,
    [TextLength(0, 5, Severity = ValidationSeverity.Warning)] string? Note)
{
    public bool IsServed() => Area is not "south";

    public static bool IsKnown(string colour) => colour is "red";
}

[Validated]
public sealed partial class OrderQuery
{
    [Range(1, 100)]
    public int? Page { get; set; }
}
