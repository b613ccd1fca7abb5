using Platform.RateLimiting.Gcra;

namespace Platform.RateLimiting.Redis.Scripts;

/// <summary>A stretch of time as the scripts know it: whole microseconds, and what is left over in ticks of <see cref="GcraClock"/>.</summary>
internal static class ScriptTime
{
    public const long TicksPerMicrosecond = GcraClock.TicksPerSecond / 1_000_000;

    public static long Microseconds(long ticks) => ticks / TicksPerMicrosecond;

    public static long Rest(long ticks) => ticks % TicksPerMicrosecond;

    public static long ToTicks(long microseconds, long rest) => microseconds * TicksPerMicrosecond + rest;
}
