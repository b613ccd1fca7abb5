using FsCheck.Xunit;
using Platform.Webhooks.Delivery;

namespace Platform.Webhooks.Tests.Delivery;

public sealed class ConcurrencyDecisionTests
{
    [Property]
    public void Whatever_happens_there_is_one_at_least_and_no_more_than_the_most(byte most, byte[] outcomes, bool isStarting)
    {
        var limit = 1.0 + most;
        foreach (var outcome in outcomes ?? [])
        {
            var after = ConcurrencyDecision.After(limit, (WebhookOutcome)(outcome % 8), 1 + most, isStarting);
            Assert.InRange(after, 1, 1 + most);
            limit = after;
        }
    }

    [Theory]
    [InlineData(WebhookOutcome.TimedOut)]
    [InlineData(WebhookOutcome.NotReached)]
    [InlineData(WebhookOutcome.Throttled)]
    public void One_that_does_not_answer_is_soon_asked_by_one_at_a_time(WebhookOutcome outcome)
    {
        var limit = 16.0;
        for (var attempt = 0; attempt < 4; attempt++)
            limit = ConcurrencyDecision.After(limit, outcome, 16, isStarting: false);

        Assert.Equal(1, limit);
    }

    [Theory]
    [InlineData(WebhookOutcome.Delivered)]
    [InlineData(WebhookOutcome.Rejected)]
    [InlineData(WebhookOutcome.Gone)]
    public void One_that_answers_is_asked_by_more_again_step_by_step(WebhookOutcome outcome)
    {
        var limit = ConcurrencyDecision.After(1, outcome, 16, isStarting: false);
        Assert.Equal(2, limit);
        Assert.InRange(ConcurrencyDecision.After(limit, outcome, 16, isStarting: false), 2.4, 2.6);
        for (var attempt = 0; attempt < 200; attempt++)
            limit = ConcurrencyDecision.After(limit, outcome, 16, isStarting: false);

        Assert.Equal(16, limit);
    }

    [Fact]
    public void One_that_bears_all_from_the_beginning_is_asked_by_one_more_with_each_answer()
    {
        double limit = ConcurrencyDecision.First;
        for (var answer = 0; answer < 14; answer++)
            limit = ConcurrencyDecision.After(limit, WebhookOutcome.Delivered, 16, isStarting: true);

        Assert.Equal(16, limit);
    }

    [Fact]
    public void A_destination_that_is_refused_says_nothing_of_the_receiver() =>
        Assert.Equal(7, ConcurrencyDecision.After(7, WebhookOutcome.DestinationRefused, 16, isStarting: true));
}
