using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Platform.Validation.Rules;

namespace Platform.Validation.Tests.Rules;

/// <summary>One member for each rule of the package.</summary>
[Validated]
public sealed partial record Own
{
    [NotEmpty]
    public string? Needed { get; init; } = "x";

    [NotEmpty]
    public List<int> SomeItems { get; init; } = [1];

    [TextLength(2, 3)]
    public string? Text { get; init; }

    [Minimum(1), Maximum(9)]
    public int Whole { get; init; } = 1;

    [Minimum(0, IsExclusive = true), Maximum(1.0, IsExclusive = true)]
    public double? Fraction { get; init; }

    [Minimum("0.01"), Maximum("9.99"), MultipleOf("0.01")]
    public decimal? Amount { get; init; }

    [Minimum("2000-01-01"), Maximum("2000-12-31")]
    public DateOnly? Day { get; init; }

    [Minimum("08:00:00"), Maximum("18:00:00")]
    public TimeOnly? Time { get; init; }

    [Maximum("01:00:00")]
    public TimeSpan? Duration { get; init; }

    [Minimum("2000-01-01T00:00:00Z")]
    public DateTimeOffset? Instant { get; init; }

    [MultipleOf(5)]
    public long Fives { get; init; }

    [Pattern("^[A-Z]{2}[0-9]+\\z")]
    public string? Code { get; init; }

    [Pattern(typeof(Patterns), nameof(Patterns.Hex))]
    public string? Hex { get; init; }

    [Format("email")]
    public string? Email { get; init; }

    [OneOf("red", "green")]
    public string? Colour { get; init; }

    [OneOf(1, 2, 3)]
    public byte? Number { get; init; }

    [Defined]
    public DayOfWeek Weekday { get; init; }

    [Defined]
    public FileShare Share { get; init; }

    [ItemCount(1, 2), UniqueItems, TextLength(1, 2, Each = true)]
    public IReadOnlyList<string>? Tags { get; init; }

    [ItemCount(0, 1), JsonPropertyName("by/name~")]
    public IReadOnlyDictionary<string, Leaf>? ByName { get; init; }

    [Rule(nameof(IsPalindrome), Message = "Read it backwards.")]
    public string? Palindrome { get; init; }

    [Rule(nameof(IsBelow), Code = "TOO_MUCH")]
    public int? BelowWhole { get; init; }

    [Rule(typeof(Patterns), nameof(Patterns.IsQuiet))]
    public string? Quiet { get; init; }

    public static bool IsPalindrome(string value) => value.SequenceEqual(value.Reverse());

    public static bool IsBelow(int value, Own whole) => value < whole.Whole;
}

[Validated]
public sealed partial record Leaf([TextLength(1, 3)] string Name);

public static partial class Patterns
{
    [GeneratedRegex("^[0-9a-f]+\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    public static partial Regex Hex { get; }

    public static bool IsQuiet(string text) => text.All(c => !char.IsUpper(c));
}

/// <summary>Rules that are asked only now and then.</summary>
[Validated(Naming = JsonKnownNamingPolicy.SnakeCaseLower)]
[Rule(nameof(IsOrdered), Code = "DATES_REVERSED", Member = nameof(LastDay), RuleSet = "publish")]
[Rule(nameof(IsShort), Code = "LONG_TITLE", Severity = ValidationSeverity.Warning)]
public partial class Article
{
    public string Title { get; set; } = "";

    [NotEmpty(RuleSet = "publish"), TextLength(0, 20, When = nameof(IsBrief), Severity = ValidationSeverity.Information, Code = "NOT_BRIEF")]
    public string? BodyText { get; set; }

    public bool IsBrief { get; set; }

    public int FirstDay { get; set; }

    [When(nameof(IsBrief)), System.ComponentModel.DataAnnotations.Range(1, 31)]
    public int LastDay { get; set; }

    public bool IsOrdered() => FirstDay <= LastDay;

    public static bool IsShort(Article article) => article.Title.Length < 10;
}

[Validated]
public abstract partial class Shape
{
    [System.ComponentModel.DataAnnotations.Required]
    public string? Name { get; set; }
}

[Validated]
public partial class Circle : Shape
{
    [Minimum(1)]
    public int Radius { get; set; }
}

[Validated]
public sealed partial class Ring : Circle
{
    [Rule(nameof(IsInside))]
    public int Hole { get; set; }

    public static bool IsInside(int hole, Ring ring) => hole < ring.Radius;
}

public sealed class Blob : Shape;

/// <summary>Every way in which values are nested.</summary>
[Validated]
public sealed partial class Nest<T>
{
    public Shape? Shape { get; set; }

    public List<Shape>? List { get; set; }

    public Leaf[]? Array { get; set; }

    public IEnumerable<Leaf?>? Sequence { get; set; }

    public Dictionary<int, Leaf>? Entries { get; set; }

    public IReadOnlyDictionary<string, List<Leaf>>? Deep { get; set; }

    public HashSet<Leaf>? Set { get; set; }

    public System.Collections.Immutable.ImmutableArray<Leaf> Immutable { get; set; }

    public Point Point { get; set; } = new(1, 1);

    public Point? MaybePoint { get; set; }

    public T? Any { get; set; }

    public INamed? Named { get; set; }

    public Nest<T>? Inner { get; set; }

    [NotValidated]
    public Leaf? Ignored { get; set; }
}

public interface INamed;

[Validated]
public sealed partial record NamedLeaf([TextLength(1, 1)] string Letter) : INamed;

[Validated]
public readonly partial record struct Point([Minimum(0)] int X, [Minimum(0)] int Y);

/// <summary>A graph that can go in circles.</summary>
[Validated]
public sealed partial class Node
{
    [Minimum(0)]
    public int Value { get; set; }

    public List<Node?> Next { get; set; } = [];
}

public abstract class UnmarkedBase
{
    [TextLength(1, 3)]
    public virtual string? Text { get; set; }

    [Minimum(1)]
    public int Hidden { get; set; }

    [Minimum(1)]
    private int Secret { get; set; }

    protected int Read() => Secret;
}

/// <summary>Rules that are inherited from a type that is not marked, added to, and hidden.</summary>
[Validated]
public sealed partial class Inheriting : UnmarkedBase
{
    [Pattern("^a")]
    public override string? Text { get; set; }

    [Maximum(5)]
    public new int Hidden { get; set; }
}
