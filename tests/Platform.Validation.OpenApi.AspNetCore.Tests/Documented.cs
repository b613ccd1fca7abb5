using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.OpenApi.AspNetCore.Tests;

/// <summary>Its parameters are taken apart by MVC.</summary>
[ApiController, Route("pages")]
public sealed class PagesController : ControllerBase
{
    /// <summary>Answers with what was asked for.</summary>
    [HttpGet]
    public string? Get([FromQuery] Search search) => search.Text;

    /// <summary>Answers with the title.</summary>
    [HttpPost]
    public string Post(Part part) => part.Name;
}

/// <summary>Rules that a schema can say exactly, of this package and of DataAnnotations, about the same things.</summary>
[Validated]
public sealed partial class Documented : Described
{
    [Trim, TextLength(1, 4)]
    public string Title { get; set; } = "";

    [TextLength(0, 4), TextLength(2, 9)]
    public string? Both { get; set; }

    [Required]
    public string? Needed { get; set; }

    [NotEmpty]
    public string? Ink { get; set; }

    [Format("email")]
    public string? Email { get; set; }

    [OneOf("red", "a\"é")]
    public string? Colour { get; set; }

    [OneOf("a", "b"), OneOf("b", "c")]
    public string? Twice { get; set; }

    [Range(-5, 8), Minimum(-2)]
    public int Whole { get; set; }

    [Maximum(8, IsExclusive = true)]
    public long? Below { get; set; }

    [MultipleOf(5)]
    public int Fives { get; set; }

    [Minimum(0, IsExclusive = true), Maximum(1.0)]
    public double Fraction { get; set; }

    [Minimum("0.01"), MultipleOf("0.01")]
    public decimal? Amount { get; set; }

    [ItemCount(1, 2), UniqueItems, TextLength(1, 2, Each = true)]
    public List<string>? Tags { get; set; }

    public Part? Part { get; set; }

    [ItemCount(0, 2)]
    public Dictionary<string, int> ByName { get; set; } = [];
}

/// <summary>Rules that are inherited.</summary>
[Validated]
public partial class Described
{
    [TextLength(0, 3)]
    public string? Summary { get; set; }
}

[Validated]
public sealed partial record Part([TextLength(1, 3)] string Name, [Range(1, 9)] int Count);

[Validated]
public sealed partial class Search
{
    [TextLength(2, 20)]
    public string? Text { get; set; }

    [Range(1, 100)]
    public int? Page { get; set; }

    [Required, TextLength(1, 9)]
    public string? Area { get; set; }
}
