using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.AspNetCore.Tests;

[Validated]
public sealed partial record NewRequest([Trim, TextLength(1, 10)] string Title, [Range(1, 5)] int Urgency, List<NewPhoto>? Photos,
    [Rule(nameof(NewRequest.IsServedAsync), Code = "AREA_NOT_SERVED")] string? Area)
{
    public static ValueTask<bool> IsServedAsync(string area, Areas areas) => new(areas.Served.Contains(area));
}

[Validated]
public sealed partial record NewPhoto([Format("uri")] string Url);

public sealed class Areas
{
    public HashSet<string> Served { get; } = ["north"];
}

/// <summary>Values from everywhere but the body.</summary>
[Validated]
public sealed partial class Search
{
    [Trim, TextLength(2, 20)]
    public string? Text { get; set; }

    [Range(1, 100)]
    public int? Page { get; set; }

    [FromHeader(Name = "X-Tenant"), Pattern("^[a-z]+$")]
    public string? Tenant { get; set; }
}

[Validated]
public sealed partial class Upload
{
    [Required, StringLength(4)]
    public string? Name { get; set; }
}
