using System.Globalization;
using CityDesk.Domain;
using Platform.Errors;
using Platform.Hosting;

namespace CityDesk.Open311.Parameters;

/// <summary>What GET Service Requests asks for.</summary>
internal sealed record RequestQuery
{
    /// <summary>GeoReport v2, Response Volume.</summary>
    public const int MaxRequests = 1_000;

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

    public static RequestQuery Read(CallParameters parameters, DateTimeOffset now, ValidationErrors refusals, ErrorCollector errors)
    {
        // "This overrides all other arguments": they are not even looked at.
        var ids = parameters.List("service_request_id", errors);
        if (ids.Count > 0)
            return new RequestQuery { ServiceRequestIds = ids };

        var arguments = ReadArguments(parameters, errors);
        foreach (var refusal in refusals.Of(QueryArguments.Validator.Validate(arguments)))
            errors.Add(refusal);
        var (from, before) = RangeOf(arguments, now);
        return new RequestQuery
        {
            ServiceCodes = parameters.List("service_code", errors),
            Closed = ReadStatus(parameters, errors),
            From = from,
            Before = before,
            Skip = (int)long.Min(arguments.Skip, int.MaxValue),
            Take = arguments.PageSize,
        };
    }

    private static bool? ReadStatus(CallParameters parameters, ErrorCollector errors)
    {
        var (open, closed) = (false, false);
        foreach (var status in parameters.List("status", errors))
        {
            if (status == "open")
                open = true;
            else if (status == "closed")
                closed = true;
            else
                errors.Add(DeskErrors.StatusUnknown(DeskText.Shown(status)));
        }

        return open == closed ? null : closed;
    }

    /// <summary><c>page</c> and <c>page_size</c>: no part of the standard, but its most widely served extension (GeoReport v2 Extensions, Pagination).</summary>
    private static QueryArguments ReadArguments(CallParameters parameters, ErrorCollector errors)
    {
        var isReadable = TryReadDate(parameters, "start_date", errors, out var start) & TryReadDate(parameters, "end_date", errors, out var end);
        return new QueryArguments
        {
            IsRangeReadable = isReadable,
            Start = start,
            End = end,
            PageSize = ReadCount(parameters, "page_size", MaxRequests, MaxRequests, errors),
            Page = ReadCount(parameters, "page", 1, int.MaxValue, errors),
        };
    }

    /// <summary>One date alone stands at its end of the widest range there may be.</summary>
    private static (DateTimeOffset From, DateTimeOffset? Before) RangeOf(QueryArguments arguments, DateTimeOffset now)
    {
        var (start, end, longest) = (arguments.Start, arguments.End, QueryArguments.LongestRange);
        if (start is null && end is null)
            return (now - longest, null);
        start ??= end > DateTimeOffset.MinValue + longest ? end - longest : DateTimeOffset.MinValue;
        end ??= start < DateTimeOffset.MaxValue - longest ? start + longest : DateTimeOffset.MaxValue;
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

    private static bool TryReadDate(CallParameters parameters, string name, ErrorCollector errors, out DateTimeOffset? date)
    {
        date = null;
        if (!parameters.TrySingle(name, errors, out var text))
            return false;
        if (text is null)
            return true;
        if (!W3CDateTime.TryParse(text, out var moment))
        {
            errors.Add(DeskErrors.DateInvalid(name, DeskText.Shown(text)));
            return false;
        }

        date = moment;
        return true;
    }

    private static int ReadCount(CallParameters parameters, string name, int otherwise, int max, ErrorCollector errors)
    {
        if (!parameters.TrySingle(name, errors, out var text) || text is null)
            return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= max)
            return count;
        errors.Add(max == int.MaxValue ? DeskErrors.CountInvalid(name) : DeskErrors.CountOutOfRange(name, max));
        return otherwise;
    }
}
