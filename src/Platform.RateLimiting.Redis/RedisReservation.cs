using Platform.RateLimiting.Redis.Coalescing;
using Platform.RateLimiting.Redis.Scripts;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis;

/// <summary>A reservation that Redis keeps: what must be known to settle it, taken from the script's answer.</summary>
internal sealed class RedisReservation(PlanLanes lanes, KeyLane lane, long cost, Standing before, RedisResult[] answer, Telemetry telemetry, string policy) : IReservationSettlement
{
    private readonly long _at = lanes.Now;
    private readonly long _redisTime = (long)answer[0];
    private readonly RedisValue _epoch = (RedisValue)answer[2 + 2 * lanes.Script.Limits];
    private readonly RedisValue _number = (RedisValue)answer[3 + 2 * lanes.Script.Limits];
    private readonly RedisValue _refunds = (RedisValue)answer[4 + 2 * lanes.Script.Limits];
    private readonly RedisValue[] _refunded = [.. ((string)answer[5 + 2 * lanes.Script.Limits]!).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static each => (RedisValue)each)];

    public async Task<bool> SettleAsync(long actualCost, CancellationToken cancellationToken)
    {
        if (actualCost == cost)
            return true;
        var arguments = lanes.Script.Arguments(6 + 8 * lanes.Script.Limits);
        lanes.Script.AddCost(arguments, Math.Abs(actualCost - cost));
        if (actualCost > cost)
        {
            arguments.Add("charge");
        }
        else
        {
            arguments.Add("refund");
            arguments.Add(_epoch);
            arguments.Add(_number);
            arguments.Add(_refunds);
            var left = before;
            left.Take(lanes.Plan, cost);
            for (var i = 0; i < lanes.Script.Limits; i++)
            {
                arguments.Add(_redisTime + ScriptTime.Microseconds(left[i]));
                arguments.Add(ScriptTime.Rest(left[i]));
                ScriptPlan.AddTime(arguments, left[i]);
                arguments.Add(_refunded[2 * i]);
                arguments.Add(_refunded[2 * i + 1]);
            }
            arguments.Add(ScriptTime.Microseconds(lanes.Now - _at));
        }

        var key = lane.RedisKey;
        var settled = lanes.Store.RunAsync(GateScript.Settle, [key, Keys.RedisKeys.ReservationsOf(key)], arguments, lanes.Store.Timestamp, 1, default).AsTask();
        if (await settled.WaitAsync(cancellationToken).ConfigureAwait(false) is null)
        {
            telemetry.SettlementLost(policy);
            return false;
        }
        if (actualCost < cost)
            lane.Forget();
        else
            lanes.CountInShare(lane.Tag, actualCost - cost);
        return true;
    }
}
