using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Validation;
using Platform.Validation;

namespace Platform.Benchmarks.Validation;

#pragma warning disable ASP0029 // Microsoft.Extensions.Validation is experimental, and a peer nevertheless.

/// <summary>An order as services get them: the attributes are read by ours and by Microsoft.Extensions.Validation alike.</summary>
[Validated]
[ValidatableType]
public partial class TypedOrder
{
    [Required, StringLength(64, MinimumLength = 4)]
    public string? Reference { get; set; }

    [Required]
    public TypedCustomer? Customer { get; set; }

    [Required]
    public TypedAddress? ShipTo { get; set; }

    [Required, MinLength(1), MaxLength(500)]
    public List<TypedLine>? Lines { get; set; }

    [Range(0, 100)]
    public int Discount { get; set; }

    [StringLength(2_000)]
    public string? Note { get; set; }

    public static TypedOrder Valid() => new()
    {
        Reference = "ord-2026-000123",
        Customer = new() { Name = "Ada Lovelace", Email = "ada.lovelace@example.com" },
        ShipTo = new() { Street = "12 St James's Square", City = "London", Zip = "SW1Y 4JH", Country = "GB" },
        Lines = [.. Enumerable.Range(1, 5).Select(number => new TypedLine { Sku = $"sku-{number:D6}", Quantity = number, Price = 9.99 * number })],
        Discount = 10,
        Note = "Leave with the neighbour.",
    };

    /// <summary>Five things are wrong, two of them in lines.</summary>
    public static TypedOrder Invalid()
    {
        var order = Valid();
        order.Reference = "o";
        order.Customer!.Email = "nobody";
        order.Discount = 101;
        order.Lines![1].Quantity = 0;
        order.Lines[4].Sku = null;
        return order;
    }
}

[Validated]
[ValidatableType]
public partial class TypedCustomer
{
    [Required, StringLength(200)]
    public string? Name { get; set; }

    [Required, EmailAddress, StringLength(254)]
    public string? Email { get; set; }
}

[Validated]
[ValidatableType]
public partial class TypedAddress
{
    [Required, StringLength(200)]
    public string? Street { get; set; }

    [Required, StringLength(100)]
    public string? City { get; set; }

    [StringLength(12)]
    public string? Zip { get; set; }

    [Required, StringLength(2, MinimumLength = 2)]
    public string? Country { get; set; }
}

[Validated]
[ValidatableType]
public partial class TypedLine
{
    [Required, StringLength(64, MinimumLength = 1)]
    public string? Sku { get; set; }

    [Range(1, 999)]
    public int Quantity { get; set; }

    [Range(0.01, 1_000_000.0)]
    public double Price { get; set; }
}

/// <summary>A form without anything nested, four of whose members can be wrong.</summary>
[Validated]
public partial record TypedForm(
    [Required, StringLength(100)] string? Name,
    [Required, EmailAddress, StringLength(254)] string? Email,
    [Range(18, 120)] int Age,
    [StringLength(5, MinimumLength = 5)] string? Code,
    [Range(0, 100)] int Score)
{
    public static TypedForm Invalid { get; } = new("", "nobody", 7, "12", 50);
}
