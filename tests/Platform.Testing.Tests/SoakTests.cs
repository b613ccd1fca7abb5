namespace Platform.Testing.Tests;

public sealed class SoakTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("short", false)]
    [InlineData("full", true)]
    public void The_length_follows_the_variable(string? value, bool full) => Assert.Equal(full, SoakLength.Read(value));

    [Theory]
    [InlineData("Full")]
    [InlineData("1")]
    public void A_misspelt_length_is_refused_and_does_not_pass_as_a_short_one(string value) =>
        Assert.Throws<InvalidOperationException>(() => SoakLength.Read(value));

    [Fact]
    public void The_soak_command_asks_for_the_trait_that_the_attribute_gives()
    {
        var trait = Assert.Single(new SoakAttribute().GetTraits());

        Assert.Contains(
            $"--filter-trait {trait.Key}={trait.Value}",
            File.ReadAllText(Path.Combine(Checkout.Root, "eng", "soak.sh")),
            StringComparison.Ordinal);
    }
}
