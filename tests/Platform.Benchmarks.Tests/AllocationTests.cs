using Platform.Benchmarks.Gate.Judging;

namespace Platform.Benchmarks.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void Nothing_is_nothing() => Assert.Equal(0, Allocation.BytesPerOperation([(0, 1000), (0, 1000)], exact: true));

    [Fact]
    public void A_part_of_a_byte_counts_where_the_count_is_exact()
        => Assert.Equal(0.24, Allocation.BytesPerOperation([(240, 1000), (240, 1000), (240, 1000)], exact: true));

    [Fact]
    public void What_is_made_once_for_all_is_no_operations_cost()
        => Assert.Equal(0, Allocation.BytesPerOperation([(400, 1000), (0, 1000), (0, 1000)], exact: true));

    [Fact]
    public void What_comes_in_bursts_is_not_hidden_by_the_median()
        => Assert.Equal(333, Allocation.BytesPerOperation([(1_000_000, 1000), (0, 1000), (0, 1000)], exact: true));

    [Fact]
    public void Noise_of_the_process_is_no_operations_cost()
        => Assert.Equal(128, Allocation.BytesPerOperation([(128_400, 1000), (128_000, 1000), (128_040, 1000)], exact: false));

    [Fact]
    public void One_small_object_for_each_operation_is_more_than_noise()
        => Assert.Equal(24, Allocation.BytesPerOperation([(24_100, 1000), (24_000, 1000), (24_300, 1000)], exact: false));
}
