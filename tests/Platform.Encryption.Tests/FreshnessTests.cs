using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class FreshnessTests
{
    [Theory]
    [InlineData(0, false, false, "Fresh")]
    [InlineData(299, false, false, "Fresh")]
    [InlineData(299, true, false, "Fresh")]
    [InlineData(300, false, false, "Stale")]
    [InlineData(300, true, false, "Ageing")]
    [InlineData(300, true, true, "Fresh")]
    [InlineData(3_599, false, false, "Stale")]
    [InlineData(3_599, true, false, "Ageing")]
    [InlineData(3_599, true, true, "Fresh")]
    [InlineData(3_600, false, false, "Unusable")]
    [InlineData(3_600, true, false, "Unusable")]
    [InlineData(3_600, true, true, "Unusable")]
    [InlineData(1_000_000, true, true, "Unusable")]
    public void A_key_is_fresh_then_stale_or_ageing_then_unusable(int age, bool hasFailed, bool isWaiting, string expected) =>
        Assert.Equal(expected, FreshnessRule.Of(TimeSpan.FromSeconds(age), hasFailed, isWaiting, new KeyringSettings()).ToString());

    [Theory]
    [InlineData(224, false)]
    [InlineData(225, true)]
    public void Ahead_of_time_is_after_three_quarters_of_it(int age, bool expected) =>
        Assert.Equal(expected, FreshnessRule.IsDueAhead(TimeSpan.FromSeconds(age), new KeyringSettings()));
}
