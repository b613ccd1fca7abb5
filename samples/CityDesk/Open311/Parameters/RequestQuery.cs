using System.Globalization;

namespace CityDesk.Open311.Parameters;

/// <summary>What GET Service Requests asks for.</summary>
internal sealed record RequestQuery
{
    /// <summary>GeoReport v2, Response Volume.</summary>
    public const int MaxRequests = 1_000;

    private static readonly TimeSpan MaxSpan = TimeSpan.FromDays(90);

    /// <summary>When not empty, exactly these requests are meant and nothing below counts.</summary>
    public List<string> ServiceRequestIds { get; private init; } = [];

    /// <summary>Empty for all services.</summary>
    public List<string> ServiceCodes { get; private init; } = [];

    /// <summary><see langword="null"/> for both.</summary>
    public bool? Closed { get; private init; }

    public DateTimeOffset From { get; private init; }

    /// <summary>The first moment that is too late; <see langword="null"/> for up to now, however the clocks of two instances differ.</summary>
    public DateTimeOffset? Before { get; private init; }

    public int Skip { get; private init; }

    public int Take { get; private init; } = MaxRequests;

    public static RequestQuery Read(CallParameters parameters, DateTimeOffset now, OpenErrors errors)
    {
        // "This overrides all other arguments": they are not even looked at.
        var ids = parameters.List("service_request_id", errors);
        if (ids.Count > 0)
            return new RequestQuery { ServiceRequestIds = ids };

        var (from, before) = ReadRange(parameters, now, errors);
        var (skip, take) = ReadPage(parameters, errors);
        return new RequestQuery
        {
            ServiceCodes = parameters.List("service_code", errors),
            Closed = ReadStatus(parameters, errors),
            From = from,
            Before = before,
            Skip = skip,
            Take = take,
        };
    }

    private static bool? ReadStatus(CallParameters parameters, OpenErrors errors)
    {
        var (open, closed) = (false, false);
        foreach (var status in parameters.List("status", errors))
        {
            if (status == "open")
                open = true;
            else if (status == "closed")
                closed = true;
            else
                errors.Invalid($"status may be open or closed, not '{OpenErrors.Shown(status)}'.");
        }

        return open == closed ? null : closed;
    }

    private static (DateTimeOffset From, DateTimeOffset? Before) ReadRange(CallParameters parameters, DateTimeOffset now, OpenErrors errors)
    {
        var readable = TryReadDate(parameters, "start_date", errors, out var start) & TryReadDate(parameters, "end_date", errors, out var end);
        if (!readable)
            return default;
        if (start > end)
            errors.Invalid("start_date is later than end_date.");
        else if (end - start > MaxSpan)
            errors.Invalid($"start_date and end_date may not span more than {MaxSpan.TotalDays} days.");

        // One date alone stands at its end of the widest span there may be.
        if (start is null && end is null)
            return (now - MaxSpan, null);
        start ??= end > DateTimeOffset.MinValue + MaxSpan ? end - MaxSpan : DateTimeOffset.MinValue;
        end ??= start < DateTimeOffset.MaxValue - MaxSpan ? start + MaxSpan : DateTimeOffset.MaxValue;
        return (start.Value, AfterSecondOf(end.Value));
    }

    /// <summary>
    /// Answers show times to the second, so the last second of a range is meant whole: a client that asks up to the time it
    /// was shown finds the request that it was shown.
    /// </summary>
    private static DateTimeOffset AfterSecondOf(DateTimeOffset moment) =>
        moment < DateTimeOffset.MaxValue - TimeSpan.FromSeconds(1)
            ? moment.AddTicks(TimeSpan.TicksPerSecond - (moment.Ticks % TimeSpan.TicksPerSecond))
            : moment;

    private static bool TryReadDate(CallParameters parameters, string name, OpenErrors errors, out DateTimeOffset? date)
    {
        date = null;
        if (!parameters.TrySingle(name, errors, out var text))
            return false;
        if (text is null)
            return true;
        if (!W3CDateTime.TryParse(text, out var moment))
        {
            errors.Invalid($"{name} '{OpenErrors.Shown(text)}' is not a W3C date and time with its offset, such as 2010-01-01T00:00:00Z (a + is written %2B in an address).");
            return false;
        }

        date = moment;
        return true;
    }

    /// <summary><c>page</c> and <c>page_size</c>: no part of the standard, but its most widely served extension (GeoReport v2 Extensions, Pagination).</summary>
    private static (int Skip, int Take) ReadPage(CallParameters parameters, OpenErrors errors)
    {
        var size = ReadCount(parameters, "page_size", MaxRequests, MaxRequests, errors);
        var page = ReadCount(parameters, "page", 1, int.MaxValue, errors);
        var skip = (page - 1L) * size;
        if (skip <= int.MaxValue - size)
            return ((int)skip, size);
        errors.Invalid("page is higher than any desk is long.");
        return default;
    }

    private static int ReadCount(CallParameters parameters, string name, int otherwise, int max, OpenErrors errors)
    {
        if (!parameters.TrySingle(name, errors, out var text) || text is null)
            return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= max)
            return count;
        errors.Invalid(max == int.MaxValue ? $"{name} must be a whole number from 1." : $"{name} must be a whole number from 1 to {max}.");
        return otherwise;
    }
}
