using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Platform.Validation.Schema;
using Platform.Validation.Schema.Tape;
using Rational = Platform.Validation.Tests.Schema.NaiveSchema.Rational;

namespace Platform.Validation.Tests.Schema;

public sealed class ExactNumberTests
{
    [Property(MaxTest = 2_000)]
    public void Comparing_dividing_and_hashing_agree_with_fractions(DoNotSize<int> drawn)
    {
        var seed = drawn.Item;
        var (left, right) = (Number(seed), Number(unchecked(seed * 31) + 7));
        var (one, other) = (Rational.Of(left), Rational.Of(right));
        var exactOne = new ExactNumber(Encoding.UTF8.GetBytes(left));
        var exactOther = new ExactNumber(Encoding.UTF8.GetBytes(right));

        Assert.Equal(Math.Sign(one.CompareTo(other)), Math.Sign(ExactNumber.Compare(exactOne, exactOther)));
        Assert.Equal(one.CompareTo(other) == 0, exactOne.Hash() == exactOther.Hash());
        Assert.Equal(one.IsMultipleOf(new Rational(1, 1)), exactOne.IsInteger);
        if (!exactOther.IsZero)
            Assert.Equal(one.IsMultipleOf(other), exactOne.IsMultipleOf(exactOther));
    }

    [Theory]
    [InlineData("""{"multipleOf":0.1}""", "0.3", true)]
    [InlineData("""{"multipleOf":0.01}""", "4.35", true)]
    [InlineData("""{"multipleOf":0.01}""", "4.355", false)]
    [InlineData("""{"multipleOf":1e-8}""", "12391239123", true)]
    [InlineData("""{"multipleOf":123456789}""", "1e308", false)]
    [InlineData("""{"multipleOf":3}""", "3e1000000000", true)]
    [InlineData("""{"multipleOf":7}""", "1e999999999999999999999", false)]
    [InlineData("""{"multipleOf":340282366920938463463374607431768211457}""", "680564733841876926926749214863536422914", true)]
    [InlineData("""{"const":9007199254740993}""", "9007199254740992", false)]
    [InlineData("""{"const":1e400}""", "10e399", true)]
    [InlineData("""{"maximum":1e400}""", "1.1e400", false)]
    [InlineData("""{"minimum":-1e-400}""", "-1e-399", false)]
    [InlineData("""{"minimum":-1e-400}""", "-0.0", true)]
    [InlineData("""{"exclusiveMaximum":9223372036854775808}""", "9223372036854775807", true)]
    [InlineData("""{"maximum":9223372036854775807}""", "9223372036854775808", false)]
    [InlineData("""{"maximum":972783798187987123879878123.18878137}""", "972783798187987123879878123.188781371", false)]
    [InlineData("""{"type":"integer"}""", "1.0", true)]
    [InlineData("""{"type":"integer"}""", "12300e-2", true)]
    [InlineData("""{"type":"integer"}""", "12301e-2", false)]
    [InlineData("""{"type":"integer"}""", "1e1000000000000", true)]
    [InlineData("""{"minLength":2.0}""", "\"ab\"", true)]
    [InlineData("""{"exclusiveMinimum":1.5}""", "1", false)]
    [InlineData("""{"exclusiveMinimum":-1.5}""", "-1", true)]
    [InlineData("""{"maximum":-1.5}""", "-1", false)]
    [InlineData("""{"maximum":-1.5}""", "-2", true)]
    public void Numbers_are_taken_as_they_are_written(string schema, string instance, bool valid) =>
        Assert.Equal(valid, JsonSchema.Compile(schema).IsValid(Encoding.UTF8.GetBytes(instance)));

    private static string Number(int seed)
    {
#pragma warning disable CA5394 // The seed is what makes a failure repeatable.
        var random = new Random(seed);
        var text = new StringBuilder(random.Next(2) == 0 ? "-" : "");
        text.Append(random.Next(3) == 0 ? "0" : $"{random.Next(1, 10)}{Digits(random, random.Next(4) == 0 ? 30 : 3)}");
        if (random.Next(2) == 0)
            text.Append(CultureInfo.InvariantCulture, $".{random.Next(10)}{Digits(random, random.Next(4) == 0 ? 30 : 3)}");
        if (random.Next(3) == 0)
            text.Append(CultureInfo.InvariantCulture, $"e{random.Next(-30, 30)}");
        return text.ToString();

        static string Digits(Random random, int most) => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => "00123"[random.Next(5)]));
#pragma warning restore CA5394
    }

    /// <summary>Digits before the point are counted quickly where they fit into 64 bits.</summary>
    [Theory]
    [InlineData("""{"type":"integer","minimum":1,"maximum":10}""", "9223372036854775807.0")]
    [InlineData("""{"type":"number","minimum":0,"maximum":100}""", "9223372036854775807.5")]
    [InlineData("""{"minimum":-100}""", "-9223372036854775807.5")]
    [InlineData("""{"minimum":-100}""", "-9223372036854775808.5")]
    [InlineData("""{"maximum":100}""", "9999999999999999999.5")]
    [InlineData("""{"maximum":100}""", "99999999999999999999.5")]
    [InlineData("""{"maximum":2000000000000000000}""", "5000000000000000000.5")]
    [InlineData("""{"exclusiveMaximum":999999999999999999}""", "999999999999999999.5")]
    public void A_number_beyond_a_bound_is_refused_however_many_digits_it_has(string schema, string number)
    {
        var compiled = JsonSchema.Compile(schema);

        Assert.False(compiled.IsValid(Encoding.UTF8.GetBytes(number)));
        Assert.False(compiled.Validate(Encoding.UTF8.GetBytes(number)).IsValid);
    }

    [Property(MaxTest = 2_000)]
    public void A_number_of_many_digits_is_within_bounds_as_a_decimal_is(ulong bits, byte cut, bool isNegative, short bound)
    {
        var digits = ((decimal)bits * 100m + cut).ToString(CultureInfo.InvariantCulture);
        digits = digits[..Math.Max(1, digits.Length - cut % 4)];
        var number = $"{(isNegative ? "-" : "")}{digits}.{cut % 10}";
        var value = decimal.Parse(number, CultureInfo.InvariantCulture);
        var limit = bound * 10_000_000_000_000_000m;
        var json = Encoding.UTF8.GetBytes(number);

        Assert.Equal(value <= limit, JsonSchema.Compile(string.Create(CultureInfo.InvariantCulture, $$"""{"maximum":{{limit}}}""")).IsValid(json));
        Assert.Equal(value >= limit, JsonSchema.Compile(string.Create(CultureInfo.InvariantCulture, $$"""{"minimum":{{limit}}}""")).IsValid(json));
    }
}
