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

/// <summary>A type whose constructor guards itself.</summary>
[Validated]
public sealed partial record Guarded
{
    public Guarded(string code) => Code = code.Length == 4 ? code : throw new ArgumentException("secret words", nameof(code));

    [TextLength(1, 10)]
    public string Code { get; }
}

/// <summary>Values that provoke warnings, and one that must not be let in.</summary>
[Validated]
public sealed partial class Filter
{
    [TextLength(0, 2, Each = true, Severity = ValidationSeverity.Warning)]
    public string[]? Words { get; set; }

    [Range(1, 5)]
    public int Page { get; set; }
}
