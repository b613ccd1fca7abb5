using Platform.Testing;
using Xunit.Sdk;

namespace Platform.Architecture.Tests;

/// <summary>The meter that every allocation test relies on must itself be able to say no.</summary>
public sealed class AllocationMeterTests
{
    private object? _kept;

    [Fact]
    public void An_operation_that_allocates_nothing_passes() => AllocationMeter.AssertAllocatesNothing(() => _kept = null);

    [Fact]
    public void An_object_counts_with_its_header() => AllocationMeter.AssertBytesPerCall(24, () => _kept = new object());

    [Fact]
    public void An_operation_that_allocates_is_refused_with_what_was_measured()
    {
        RequireOptimized();
        var failure = Assert.Throws<FailException>(() => AllocationMeter.AssertAllocatesNothing(() => _kept = new object()));

        Assert.Contains("measured 24 in the last round", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_allocation_in_many_calls_is_refused()
    {
        RequireOptimized();
        var calls = 0;

        Assert.Throws<FailException>(() => AllocationMeter.AssertAllocatesNothing(() => _kept = ++calls % 997 == 0 ? new object() : _kept));
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
