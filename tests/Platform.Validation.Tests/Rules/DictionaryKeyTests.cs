using FsCheck.Xunit;
using Platform.Testing;
using Platform.Validation.Rules;
using Platform.Validation.Sanitizing;

namespace Platform.Validation.Tests.Rules;

public sealed class DictionaryKeyTests
{
    [Fact]
    public void A_rule_about_each_key_points_to_its_entry()
    {
        var labels = new Labels { Texts = new() { ["ok"] = "a", ["too/long"] = "", ["x-y"] = "b" }, Counts = new Dictionary<int, int> { [0] = 1, [5] = 1 } };

        Assert.Equal(
            ["/texts/too~1long: STRING_TOO_LONG", "/texts/too~1long: KEY_SHAPE", "/texts/too~1long: STRING_TOO_SHORT", "/texts/x-y: KEY_SHAPE", "/counts/0: NUMBER_TOO_SMALL"],
            Labels.Validator.Validate(labels).Failures.Select(failure => $"{failure.InstancePointer}: {failure.Code}"));
        Assert.False(Labels.Validator.IsValid(labels));
    }

    [Fact]
    [AllocationTestOf(typeof(Validator<Labels>), nameof(Validator<>.IsValid), typeof(Labels), typeof(ReadOnlySpan<string>))]
    public void Keys_that_are_right_cost_nothing()
    {
        var labels = new Labels { Texts = new() { ["ok"] = "a" }, Counts = new Dictionary<int, int> { [5] = 1 } };
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            if (!Labels.Validator.IsValid(labels) || !ReferenceEquals(Labels.Validator.Sanitize(labels), labels))
                throw new InvalidOperationException();
        });
    }

    [Fact]
    public void A_schema_says_it_of_the_names_of_properties() =>
        Assert.Contains("\"propertyNames\":{\"minLength\":1,\"maxLength\":5}", Labels.Validator.ToJsonSchema(), StringComparison.Ordinal);

    [Fact]
    public void Keys_and_texts_are_cleaned_into_another_dictionary()
    {
        var changes = new List<SanitizationChange>();
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [" Ab "] = " One ", ["c"] = "two", ["D"] = "three" };
        var labels = new Labels { Texts = texts };

        Labels.Validator.Sanitize(labels, changes);

        Assert.Equal(["ab=One", "c=two", "d=three"], labels.Texts.Select(entry => $"{entry.Key}={entry.Value}"));
        Assert.Equal([" Ab ", "c", "D"], texts.Keys);
        Assert.Same(StringComparer.OrdinalIgnoreCase, labels.Texts.Comparer);
        Assert.Equal(["/texts/ Ab :  One >One", "/texts/ Ab :  Ab >ab", "/texts/D: D>d"], changes.Select(change => $"{change.InstancePointer}: {change.Before}>{change.After}"));
    }

    [Fact]
    public void A_key_whose_clean_form_is_anothers_stays_and_nothing_is_lost()
    {
        var labels = new Labels { Texts = new() { [" a"] = "1", ["a "] = "2", ["a"] = "3", ["B "] = "4", [" b"] = "5" } };

        Labels.Validator.Sanitize(labels);

        Assert.Equal([" a=1", "a =2", "a=3", "b=4", " b=5"], labels.Texts.Select(entry => $"{entry.Key}={entry.Value}"));
    }

    /// <summary>Beside a naive model: nothing is lost, and each key is the one that came or its clean form.</summary>
    [Property(MaxTest = 500)]
    public void No_entry_is_lost_whatever_the_keys(Dictionary<string, int>? entries)
    {
        var bag = new Bag(entries ?? []);

        var clean = Bag.Validator.Sanitize(bag).Entries;

        Assert.Equal(bag.Entries.Values, clean.Values);
        Assert.All(bag.Entries.Keys.Zip(clean.Keys), static pair => Assert.True(pair.Second == pair.First || pair.Second == CleanOf(pair.First)));
        Assert.All(clean.Keys.Where(static key => key != CleanOf(key)), key => Assert.Contains(CleanOf(key), clean.Keys));
    }

    private static string CleanOf(string key) => key.Trim().ToLowerInvariant();
}

[Validated]
public sealed partial class Labels
{
    [TextLength(1, 5, Keys = true), Rule(nameof(IsKey), Keys = true, Code = "KEY_SHAPE"), TextLength(1, 9, Each = true), Trim, Trim(Keys = true), LowerCase(Keys = true)]
    public Dictionary<string, string>? Texts { get; set; }

    [Minimum(1, Keys = true)]
    public IReadOnlyDictionary<int, int>? Counts { get; set; }

    // Without an enumerator: what the rule of a test allocates is not the library's.
    public static bool IsKey(string key) => !key.AsSpan().ContainsAnyExcept(Letters);

    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}

[Validated]
public sealed partial record Bag([Trim(Keys = true), LowerCase(Keys = true)] IReadOnlyDictionary<string, int> Entries);
