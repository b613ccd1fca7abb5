using CityDesk.Settings;

namespace CityDesk.Tests.Starting;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["Urls", "AllowedHosts", "DataFolder", "Contact"];

    [Theory]
    [InlineData("Url", "Urls")]
    [InlineData("urls", "Urls")]
    [InlineData("Ulrs", "Urls")]
    [InlineData("Contcat", "Contact")]
    [InlineData("data-folder", "DataFolder")]
    public void A_slip_of_the_hand_is_understood(string written, string meant) => Assert.Equal(meant, NearestName.Of(written, Names));

    [Theory]
    [InlineData("")]
    [InlineData("port")]
    [InlineData("verbose")]
    public void What_is_like_nothing_gets_no_guess(string written) => Assert.Null(NearestName.Of(written, Names));

    [Fact]
    public void A_very_long_name_is_like_nothing() => Assert.Null(NearestName.Of(new string('x', 1_000_000), Names));
}
