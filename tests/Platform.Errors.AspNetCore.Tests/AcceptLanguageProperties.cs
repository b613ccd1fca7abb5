using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>The parser that allocates nothing, against one that splits.</summary>
public sealed class AcceptLanguageProperties
{
    private static readonly string[] Pieces = ["de", "de-AT", "*", "en", ",", ",", ";", "q", "Q", "=", "0", "1", ".", "5", "0.5", ";q=0.123", ";q=1.000", " ", "\t", "x", "-", "ü", "\0", ";q=0.1234"];

    public static Arbitrary<string> Fields() => Gen.Elements(Pieces).ListOf().Select(string.Concat).ToArbitrary();

    [Property(MaxTest = 2000, Arbitrary = [typeof(AcceptLanguageProperties)])]
    public void Any_field_gives_what_the_naive_reading_gives(string field)
    {
        var read = new List<(string, int)>();
        var ranges = new AcceptLanguage(field);
        while (ranges.MoveNext())
            read.Add((ranges.Range.ToString(), ranges.Weight));

        Assert.Equal(Naive(field), read);
    }

    private static IEnumerable<(string Range, int Weight)> Naive(string field)
    {
        foreach (var element in field.Split(',').Select(element => element.Trim(' ', '\t')))
        {
            var parts = element.Split(';', 2);
            var range = parts[0].TrimEnd(' ', '\t');
            if (range.Length == 0)
                continue;
            if (parts.Length == 1)
                yield return (range, 1000);
            else if (System.Text.RegularExpressions.Regex.Match(parts[1].Trim(' ', '\t'), @"^[qQ]=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)$") is { Success: true } weight)
                yield return (range, (int)(decimal.Parse(weight.Groups[1].Value.TrimEnd('.'), CultureInfo.InvariantCulture) * 1000));
        }
    }
}
