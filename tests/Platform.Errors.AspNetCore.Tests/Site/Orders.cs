using System.ComponentModel.DataAnnotations;

namespace Platform.Errors.AspNetCore.Tests.Site;

public sealed class Order
{
    [Required(ErrorMessage = "A name is needed.")]
    public string Name { get; set; } = "";

    public IList<OrderLine> Lines { get; init; } = [];
}

public sealed class OrderLine
{
    [Range(1, 10, ErrorMessage = "From 1 to 10.")]
    public int Quantity { get; set; }
}
