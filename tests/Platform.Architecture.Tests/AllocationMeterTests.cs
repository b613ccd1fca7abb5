using Platform.Testing;
using Xunit.Sdk;

namespace Platform.Architecture.Tests;

/// <summary>The meter that every allocation test relies on must itself be able to say no.</summary>
public sealed class AllocationMeterTests
{
    /// <summary>What is refused stays refused however long it is measured, so there is no need to wait.</summary>
    private static readonly TimeSpan NotLong = TimeSpan.FromMilliseconds(100);

    private object? _kept;

    [Fact]
    public void An_operation_that_allocates_nothing_passes() => AllocationMeter.AssertAllocatesNothing(() => _kept = null);

    [Fact]
    public void An_object_counts_with_its_header() => AllocationMeter.AssertBytesPerCall(24, () => _kept = new object());

    [Fact]
    public void Eight_bytes_more_than_expected_are_refused()
    {
        RequireOptimized();

        Assert.Throws<FailException>(() => AllocationMeter.AssertBytesPerCall(24, () => _kept = new long[1], NotLong));
    }

    [Fact]
    public void An_operation_that_allocates_is_refused_with_what_was_measured()
    {
        RequireOptimized();
        var failure = Assert.Throws<FailException>(() => AllocationMeter.AssertBytesPerCall(0, () => _kept = new object(), NotLong));

        Assert.Contains("measured 24", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_allocation_in_many_calls_is_refused()
    {
        RequireOptimized();
        var calls = 0;

        Assert.Throws<FailException>(() => AllocationMeter.AssertBytesPerCall(0, () => _kept = ++calls % 997 == 0 ? new object() : _kept, NotLong));
    }

    [Fact]
    public void A_value_task_that_completes_at_once_is_measured() => AllocationMeter.AssertBytesPerCall(0, () => ValueTask.CompletedTask);

    [Fact]
    public void A_value_task_that_completes_later_is_refused()
    {
        RequireOptimized();
        var later = new TaskCompletionSource();

        Assert.Throws<FailException>(() => AllocationMeter.AssertBytesPerCall(0, () => new ValueTask(later.Task)));
    }

    private static void RequireOptimized() =>
        Assert.SkipUnless(AllocationMeter.IsOptimized(typeof(AllocationMeterTests).Assembly), "Debug build; bytes are measured with -c Release.");
}
