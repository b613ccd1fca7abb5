using Microsoft.Extensions.Time.Testing;

namespace Platform.Webhooks.PostgreSql.Tests;

public sealed class RoutingMarkTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RoutingMark _mark;

    public RoutingMarkTests() => _mark = new RoutingMark(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10), _time);

    [Fact]
    public void It_is_moved_when_those_have_ended_who_wrote_places_and_one_more_routing_has_passed_it()
    {
        Route(100);
        Assert.False(_mark.WantsWriters);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(_mark.WantsWriters);
        _mark.Saw(["3/1", "4/1"]);
        Route(150);
        _mark.Saw(["4/1", "5/9"]);
        Route(200);
        Assert.True(_mark.WantsWriters);
        _mark.Saw(["5/9"]);
        Assert.False(_mark.WantsWriters);
        Assert.Equal((0, 100), _mark.Begin());

        Route(250);

        Assert.Equal((100, null), _mark.Begin());
    }

    [Fact]
    public void A_routing_that_was_begun_before_they_had_ended_or_did_not_come_so_far_does_not_move_it()
    {
        Route(100);
        _time.Advance(TimeSpan.FromSeconds(10));
        _mark.Saw(["3/1"]);
        var (_, before) = _mark.Begin();
        _mark.Saw([]);
        _mark.Routed(before, 120, isAll: true);
        Assert.Equal((0, 100), _mark.Begin());

        Route(60, isAll: false);
        Assert.Equal((0, 100), _mark.Begin());
        Route(100, isAll: false);
        Assert.Equal((100, null), _mark.Begin());
    }

    [Fact]
    public void It_is_forgotten_from_time_to_time()
    {
        Route(100);
        _time.Advance(TimeSpan.FromSeconds(10));
        _mark.Saw([]);
        Route(0);
        Assert.Equal((100, null), _mark.Begin());

        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal((0, null), _mark.Begin());
        Assert.False(_mark.WantsWriters);
    }

    private void Route(long highest, bool isAll = true)
    {
        var (_, settled) = _mark.Begin();
        _mark.Routed(settled, highest, isAll);
    }
}
