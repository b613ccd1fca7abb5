using CityDesk.Domain;
using CityDesk.Pages.Queue;

namespace CityDesk.Tests.StaffConsole;

public sealed class StatusCountsTests
{
    [Theory]
    [InlineData(1, 2, 3, "6")]
    [InlineData(999, 999, 999, "2,997")]
    [InlineData(590, 0, 1_000, "1,000+")]
    [InlineData(1_000, 1_000, 1_000, "1,000+")]
    public void A_sum_of_which_a_part_was_not_counted_to_its_end_looks_like_none(int open, int assigned, int closed, string all) =>
        Assert.Equal(all, new StatusCounts(open, assigned, closed).Describe(null));

    [Fact]
    public void Each_status_says_its_own() => Assert.Equal(
        ["590", "0", "1,000+"],
        new[] { RequestStatus.Open, RequestStatus.Assigned, RequestStatus.Closed }.Select(status => new StatusCounts(590, 0, 1_000).Describe(status)));
}
