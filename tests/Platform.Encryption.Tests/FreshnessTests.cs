using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class FreshnessTests
{
    [Theory]
    [InlineData(0, null, "Fresh")]
    [InlineData(299, null, "Fresh")]
    [InlineData(300, null, "Ageing")]
    [InlineData(300, 14, "Fresh")]
    [InlineData(300, 15, "Ageing")]
    [InlineData(3_599, 0, "Fresh")]
    [InlineData(3_599, null, "Ageing")]
    [InlineData(3_600, null, "Unusable")]
    [InlineData(3_600, 0, "Unusable")]
    [InlineData(1_000_000, 1, "Unusable")]
    public void A_key_is_fresh_then_ageing_then_unusable(int age, int? sinceFailure, string expected) => Assert.Equal(
        expected,
        FreshnessRule.Of(TimeSpan.FromSeconds(age), sinceFailure is { } seconds ? TimeSpan.FromSeconds(seconds) : null, new KeyringSettings()).ToString());
}
