using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Errors.Tests.Reporting;

public sealed class ErrorReporterTests
{
    [Fact]
    public void An_error_is_logged_once_with_its_event_level_cause_and_all_arguments()
    {
        var log = new LogRecorder<ErrorReporter>();
        var cause = new InvalidOperationException();

        new ErrorReporter(log).Report(Orders.Declined("4711", "DE-1", 3).WithCause(cause).WithPointer("/card").WithRetryAfter(TimeSpan.FromSeconds(2)));

        var record = Assert.Single(log.Records);
        Assert.Equal(LogLevel.Information, record.Level);
        Assert.Equal(Orders.DeclinedEntry.EventId, record.Event);
        Assert.Equal("PAYMENT_DECLINED", record.Event.Name);
        Assert.Same(cause, record.Exception);
        Assert.Equal("PAYMENT_DECLINED: The card 4711 was declined. (at '/card')", record.Text);
        Assert.Equal(
            ["ErrorCode=PAYMENT_DECLINED", "ErrorDomain=orders", "ErrorKind=Unprocessable", "ErrorStatus=402", "card=4711", "account=DE-1", "attempt=3", "ErrorPointer=/card",
                "ErrorRetryAfter=00:00:02", "ErrorCause=System.InvalidOperationException", "{OriginalFormat}=PAYMENT_DECLINED: The card {card} was declined."],
            record.State.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Fact]
    public void Where_an_error_ended_is_said_in_its_record()
    {
        var log = new LogRecorder<ErrorReporter>();
        var reporter = new ErrorReporter(log);

        reporter.Report(Orders.Closed(), "desk.v1.Desk/Close");

        var record = Assert.Single(log.Records);
        Assert.Equal("ORDER_CLOSED: The order is closed [desk.v1.Desk/Close]", record.Text);
        Assert.Contains(new KeyValuePair<string, object?>("platform.operation", "desk.v1.Desk/Close"), record.State);
        Assert.Throws<ArgumentException>(() => reporter.Report(Orders.Closed(), " "));
    }

    [Fact]
    public void A_catalogue_that_was_never_added_is_warned_of_once()
    {
        var log = new LogRecorder<ErrorCatalogs>();
        var services = new ServiceCollection().AddSingleton<ILogger<ErrorCatalogs>>(log);
        using var provider = services.AddPlatformErrors().Services.BuildServiceProvider();
        var reporter = provider.GetRequiredService<ErrorReporter>();

        reporter.Report(CommonErrors.NotFound());
        reporter.Report(CommonErrors.ValidationFailed().WithErrors(Orders.Declined("4711", "DE-1", 3)));
        reporter.Report(Orders.Closed());

        var record = Assert.Single(log.Records);
        Assert.Equal((LogLevel.Warning, 3), (record.Level, record.Event.Id));
        Assert.StartsWith("The catalogue orders was not added, and its error PAYMENT_DECLINED was reported: ", record.Text, StringComparison.Ordinal);
        Assert.Contains("AddCatalog(", record.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalogue_that_was_added_and_what_strangers_say_are_not_warned_of()
    {
        var log = new LogRecorder<ErrorCatalogs>();
        var services = new ServiceCollection().AddSingleton<ILogger<ErrorCatalogs>>(log);
        using var provider = services.AddPlatformErrors().AddCatalog(Orders.Catalog).Services.BuildServiceProvider();
        var reporter = provider.GetRequiredService<ErrorReporter>();

        reporter.Report(Orders.Closed());
        Assert.True(provider.GetRequiredService<ProblemReader>().TryRead("""{"code":"ELSEWHERE"}"""u8, 404, out var error));
        reporter.Report(error);

        Assert.Empty(log.Records);
    }

    [Fact]
    public void Errors_of_strangers_are_one_template_whatever_they_say()
    {
        var log = new LogRecorder<ErrorReporter>();
        var reader = Subject.Get<ProblemReader>();

        foreach (var text in (string[])["no order 4711", "no order {0}", "}"])
        {
            Assert.True(reader.TryRead(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["code"] = "GONE_OVER_THERE", ["detail"] = text }), 404, out var error));
            new ErrorReporter(log).Report(error);
        }

        Assert.All(log.Records, record => Assert.Contains(new KeyValuePair<string, object?>("{OriginalFormat}", "{ErrorCode}"), record.State));
        Assert.Equal("GONE_OVER_THERE: no order {0}", log.Records[1].Text);
    }

    [Fact]
    public void The_level_follows_the_kind()
    {
        var log = new LogRecorder<ErrorReporter>();
        var reporter = new ErrorReporter(log);

        reporter.Report(CommonErrors.Internal());
        reporter.Report(CommonErrors.Timeout());
        reporter.Report(CommonErrors.NotFound());
        reporter.Report(CommonErrors.Canceled());
        reporter.Report(default);

        Assert.Equal([LogLevel.Error, LogLevel.Warning, LogLevel.Information, LogLevel.Debug, LogLevel.Error], log.Records.Select(record => record.Level));
    }

    [Theory]
    [InlineData(LogLevel.Debug, true, true)]
    [InlineData(LogLevel.Information, false, true)]
    public void A_callers_fault_is_one_line_and_has_its_stack_for_those_who_debug(LogLevel least, bool callersHasStack, bool ownHasStack)
    {
        var log = new LogRecorder<ErrorReporter> { Least = least };
        var reporter = new ErrorReporter(log);

        reporter.Report(CommonErrors.MalformedJson(1, 2).WithCause(new JsonException("secret")));
        reporter.Report(CommonErrors.Unavailable().WithCause(new TimeoutException()));
        reporter.Report(CommonErrors.Internal().WithCause(new InvalidOperationException()));

        Assert.Equal([callersHasStack, ownHasStack, ownHasStack], log.Records.Select(record => record.Exception is not null));
        Assert.Contains(new KeyValuePair<string, object?>("ErrorCause", "System.Text.Json.JsonException"), log.Records[0].State);
        Assert.Equal("MALFORMED_JSON: Reading it failed in line 1, at byte 2.", log.Records[0].Text);
    }

    [Fact]
    public void The_template_is_that_of_what_is_said_and_has_a_value_for_each_of_its_holes()
    {
        var log = new LogRecorder<ErrorReporter>();
        var reporter = new ErrorReporter(log);

        reporter.Report(CommonErrors.Unavailable());
        reporter.Report(CommonErrors.Unavailable().WithRetryAfter(TimeSpan.FromSeconds(7)));

        Assert.Contains(new KeyValuePair<string, object?>("{OriginalFormat}", "UNAVAILABLE: Not available right now"), log.Records[0].State);
        Assert.Contains(new KeyValuePair<string, object?>("{OriginalFormat}", "UNAVAILABLE: Try again in {retryAfter}."), log.Records[1].State);
        Assert.Contains(new KeyValuePair<string, object?>("retryAfter", TimeSpan.FromSeconds(7)), log.Records[1].State);
        Assert.Equal(["UNAVAILABLE: Not available right now", "UNAVAILABLE: Try again in 7 seconds."], log.Records.Select(static record => record.Text));
    }

    [Fact]
    public void No_argument_makes_a_second_line_of_the_text_and_the_values_are_exact()
    {
        var log = new LogRecorder<ErrorReporter>();

        new ErrorReporter(log).Report(Orders.OutOfStock("a\r\nINTERNAL: forged\u2028\0", 1));

        var record = Assert.Single(log.Records);
        Assert.Equal("OUT_OF_STOCK: Only 1 of a\\u000d\\u000aINTERNAL: forged\\u2028\\u0000 are left.", record.Text);
        Assert.Contains(new KeyValuePair<string, object?>("sku", "a\r\nINTERNAL: forged\u2028\0"), record.State);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void A_logger_that_throws_costs_nobody_anything(bool always, int records)
    {
        var log = new ThrowingLogger(always);

        new ErrorReporter(log).Report(CommonErrors.Internal().WithCause(new InvalidOperationException()));

        Assert.Equal(records, log.Records);
    }

    private sealed class ThrowingLogger(bool always) : ILogger<ErrorReporter>
    {
        public int Records { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (always || exception is not null)
                throw new AggregateException("An error occurred while writing to logger(s).");
            Records++;
        }
    }

    [Fact]
    public void A_level_that_is_off_is_not_logged()
    {
        var log = new LogRecorder<ErrorReporter> { Least = LogLevel.Warning };

        new ErrorReporter(log).Report(Orders.Closed());

        Assert.Empty(log.Records);
    }

    [Fact]
    public void Thousands_of_collected_errors_make_one_short_record()
    {
        var log = new LogRecorder<ErrorReporter>();

        new ErrorReporter(log).Report(Error.Combine([.. Enumerable.Range(0, 5000).Select(index => CommonErrors.InvalidRequest().WithPointer($"/items/{index}"))]));

        var record = Assert.Single(log.Records);
        Assert.Contains("5000: INVALID_REQUEST at '/items/0'; INVALID_REQUEST at '/items/1'", record.Text, StringComparison.Ordinal);
        Assert.True(record.Text.Length < 2000);
        Assert.Contains(record.State, pair => pair.Key == "ErrorCount" && pair.Value is 5000);
    }

    [Fact]
    public void A_head_without_a_cause_is_logged_with_those_of_what_it_collects()
    {
        var log = new LogRecorder<ErrorReporter>();
        var reporter = new ErrorReporter(log);
        var causes = Enumerable.Range(0, 9).Select(index => (Exception)new InvalidOperationException($"{index}")).ToArray();
        var own = new TimeoutException();

        reporter.Report(Error.Combine(CommonErrors.Internal().WithCause(causes[0]), CommonErrors.NotFound()));
        reporter.Report(Error.Combine(CommonErrors.Internal().WithCause(causes[0]), CommonErrors.Timeout().WithCause(causes[0])));
        reporter.Report(Error.Combine([.. causes.Select(cause => CommonErrors.Internal().WithCause(cause))]));
        reporter.Report(Error.Combine(CommonErrors.Internal().WithCause(causes[0]), CommonErrors.NotFound()).WithCause(own));

        Assert.Same(causes[0], log.Records[0].Exception);
        Assert.Same(causes[0], log.Records[1].Exception);
        Assert.Equal(causes.Take(5), Assert.IsType<AggregateException>(log.Records[2].Exception).InnerExceptions);
        Assert.Same(own, log.Records[3].Exception);
        Assert.Contains(new KeyValuePair<string, object?>("ErrorCause", "System.InvalidOperationException"), log.Records[0].State);
        Assert.Contains(new KeyValuePair<string, object?>("ErrorCause", "System.AggregateException"), log.Records[2].State);
    }

    [Fact]
    public void The_arguments_of_what_is_collected_are_in_the_state_too()
    {
        var log = new LogRecorder<ErrorReporter>();

        new ErrorReporter(log).Report(Error.Combine(Orders.Closed(), Orders.Declined("4711", "DE-1", 3), Orders.OutOfStock("bolt", 2)));
        new ErrorReporter(log).Report(Error.Combine([.. Enumerable.Range(0, 5000).Select(index => Orders.OutOfStock("bolt", index))]));

        Assert.Equal(
            ["Errors[1].card=4711", "Errors[1].account=DE-1", "Errors[1].attempt=3", "Errors[2].sku=bolt", "Errors[2].left=2"],
            log.Records[0].State.Where(pair => pair.Key.StartsWith("Errors[", StringComparison.Ordinal)).Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.DoesNotContain("DE-1", log.Records[0].Text, StringComparison.Ordinal);
        Assert.Equal(40, log.Records[1].State.Count(pair => pair.Key.StartsWith("Errors[", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_error_is_counted_by_code_and_strangers_codes_as_one()
    {
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Platform.Errors")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Other tests report beside this one.
            var text = string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            if (text.Contains("EVERYTHING", StringComparison.Ordinal) || text.Contains("_OTHER", StringComparison.Ordinal))
                seen.Add($"{instrument.Name} {value} {text}");
        });
        listener.Start();

        new ErrorReporter(new LogRecorder<ErrorReporter>()).Report(Orders.EverythingEntry.Create());
        new ErrorReporter(new LogRecorder<ErrorReporter>()).Report(ProblemReader.FromStatus(418));

        Assert.Equal(
            ["platform.errors.reported 1 error.type=EVERYTHING,platform.error.domain=orders,platform.error.kind=InvalidArgument",
                "platform.errors.reported 1 error.type=_OTHER,platform.error.domain=foreign,platform.error.kind=InvalidArgument"],
            seen);
    }

    [Fact]
    public void The_current_span_is_tagged_and_failed_only_where_the_fault_is_here()
    {
        using var activity = new Activity("request").Start();

        new ErrorReporter(new LogRecorder<ErrorReporter>()).Report(Orders.Closed());
        Assert.Equal("ORDER_CLOSED", activity.GetTagItem("platform.error.code"));
        Assert.Null(activity.GetTagItem("error.type"));
        Assert.Equal("orders", activity.GetTagItem("platform.error.domain"));
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);

        new ErrorReporter(new LogRecorder<ErrorReporter>()).Report(CommonErrors.Internal());
        Assert.Equal("INTERNAL", activity.GetTagItem("error.type"));
        Assert.Equal("INTERNAL", activity.GetTagItem("platform.error.code"));
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
        Assert.Equal("INTERNAL", activity.StatusDescription);
    }

    /// <summary>Codes of strangers are endless, and whoever groups spans by their status would have one group for each.</summary>
    [Fact]
    public void The_span_of_an_error_of_a_stranger_does_not_repeat_its_code()
    {
        using var activity = new Activity("request").Start();

        new ErrorReporter(new LogRecorder<ErrorReporter>()).Report(ProblemReader.FromStatus(507));

        Assert.Equal(("_OTHER", "_OTHER"), ((string?)activity.GetTagItem("error.type"), activity.StatusDescription));
    }
}
