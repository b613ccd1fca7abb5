using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using RpcStatus = Google.Rpc.Status;

namespace Platform.Errors.Grpc.Tests;

/// <summary>An error becomes a google.rpc.Status that anybody can read, and the same error again.</summary>
public sealed class RpcErrorsTests
{
    private static readonly string[] Hostile = ["", "plain", "\0\u001f", "\"{left}\" \\ {{", "é漢字🙂", "'; DROP TABLE orders; --", "[0].a/b~c", "NaN", new string('x', 300)];

    private static readonly ErrorCatalog EveryKind = new("kinds", [.. System.Enum.GetValues<ErrorKind>().Select(kind => new ErrorDescriptor("kinds", $"KIND_{kind.ToString().ToUpperInvariant()}", kind, $"It is {kind}"))]);

    private static readonly RpcErrors Errors = new ServiceCollection()
        .AddPlatformErrors(options => options.Cultures.Add("de")).AddCatalog(DeskErrors.Catalog).AddCatalog(EveryKind).AddGrpc().AddGrpc().Services
        .BuildServiceProvider().GetRequiredService<RpcErrors>();

    private static readonly Gen<string> Texts = Gen.Elements(Hostile);

    private static readonly Gen<TimeSpan> Delays = Gen.Elements(TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1.5), TimeSpan.FromDays(400));

    private static readonly Gen<string?> Pointers = Gen.Elements(null, "", "/", "/sku", "/items/0/sku", "/0", "/a~1b", "/a.b", "/01/2", "/items/10", "/a/b/c", "/items[0]");

    private static readonly Gen<Error> Single =
        from error in Gen.OneOf(
            from whole in Gen.Elements<long?>(null, 0, long.MinValue, long.MaxValue)
            from large in Gen.Elements(0UL, ulong.MaxValue)
            from binary in Gen.Elements(0, -0.0, double.NaN, double.NegativeInfinity, double.Epsilon, 0.1)
            from amount in Gen.Elements(0m, 1.00m, decimal.MaxValue, -0.0000001m)
            select DeskErrors.Numbers(whole, large, binary, amount),
            from text in Gen.OneOf(Texts.Select(each => (string?)each), Gen.Constant<string?>(null))
            from truth in Gen.Elements(true, false)
            from id in Gen.Elements(Guid.Empty, new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"))
            select DeskErrors.Texts(text, truth, id, null!),
            from at in Gen.Elements(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new DateTimeOffset(2026, 11, 25, 1, 2, 3, TimeSpan.FromMinutes(-210)).AddTicks(7))
            from day in Gen.Elements(DateOnly.MinValue, DateOnly.MaxValue)
            from time in Gen.Elements(TimeOnly.MinValue, TimeOnly.MaxValue, new TimeOnly(1, 2))
            from delay in Delays
            select DeskErrors.Times(at, day, time, delay),
            Texts.Select(text => CommonErrors.ParameterRefused("limit", text)),
            Gen.Elements(EveryKind.Select(descriptor => descriptor.Create()).ToArray()))
        from pointer in Pointers
        select pointer is null ? error : error.WithPointer(pointer);

    private static readonly Gen<Error> Any =
        from error in Single
        from delay in Gen.OneOf(Delays.Select(each => (TimeSpan?)each), Gen.Constant<TimeSpan?>(null))
        from count in Gen.Choose(0, 4)
        from collected in Gen.CollectToSequence(Enumerable.Repeat(Single, count))
        let delayed = delay is { } wait ? error.WithRetryAfter(wait) : error
        select count == 0 ? delayed : delayed.WithErrors([.. collected]);

    public static TheoryData<ErrorKind> Kinds => [.. System.Enum.GetValues<ErrorKind>()];

    [Property(MaxTest = 500)]
    public Property It_comes_back_as_it_was() => Prop.ForAll(Any.ToArbitrary(), error =>
    {
        var read = Errors.FromStatus(RpcStatus.Parser.ParseFrom(Errors.ToStatus(error).ToByteArray()));

        Assert.Equal(error, read);
        Assert.Equal((error.Kind, error.Descriptor), (read.Kind, read.Descriptor));
    });

    [Property(MaxTest = 200)]
    public Property It_comes_back_through_an_exception() => Prop.ForAll(Any.ToArbitrary(), error =>
    {
        var exception = Errors.ToException(error, CultureInfo.InvariantCulture);
        var read = Errors.FromException(exception);

        Assert.Equal(error, read);
        Assert.Same(exception, read.Cause);
        Assert.Equal(error.Kind.GrpcStatus(), (int)exception.StatusCode);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_its_code(ErrorKind kind)
    {
        var status = Errors.ToStatus(EveryKind.Single(descriptor => descriptor.Kind == kind).Create());

        Assert.Equal(kind.GrpcStatus(), status.Code);
        Assert.Equal($"It is {kind}", status.Message);
    }

    [Fact]
    public void The_details_are_those_that_any_client_knows()
    {
        var error = DeskErrors.Texts("lamp", true, Guid.Empty, "hunter2").WithPointer("/items/0/sku").WithRetryAfter(TimeSpan.FromSeconds(1.5));

        var status = Errors.ToStatus(error, CultureInfo.GetCultureInfo("de"));

        Assert.Equal((int)Code.NotFound, status.Code);
        Assert.Equal("lamp True 00000000-0000-0000-0000-000000000000", status.Message);
        var info = status.GetDetail<ErrorInfo>();
        Assert.Equal(("TEXTS", "desk.example"), (info.Reason, info.Domain));
        Assert.Equal(["id=00000000-0000-0000-0000-000000000000", "text=lamp", "truth=true"], info.Metadata.Select(each => $"{each.Key}={each.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(Duration.FromTimeSpan(TimeSpan.FromSeconds(1.5)), status.GetDetail<RetryInfo>().RetryDelay);
        var violation = Assert.Single(status.GetDetail<BadRequest>().FieldViolations);
        Assert.Equal(("items[0].sku", "TEXTS", status.Message), (violation.Field, violation.Reason, violation.Description));
        Assert.Equal(("en", status.Message), (status.GetDetail<LocalizedMessage>().Locale, status.GetDetail<LocalizedMessage>().Message));
        Assert.Equal("https://docs.example/texts", Assert.Single(status.GetDetail<Help>().Links).Url);
        Assert.DoesNotContain("hunter2", status.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Collected_errors_are_violations_in_their_order()
    {
        var error = Error.Combine(DeskErrors.Plain().WithPointer("/a"), DeskErrors.Texts("lamp", true, Guid.Empty, "x").WithPointer("/b/0"));

        var request = Errors.ToStatus(error).GetDetail<BadRequest>();

        Assert.Equal(["a PLAIN", "b[0] TEXTS"], request.FieldViolations.Select(each => $"{each.Field} {each.Reason}"));
    }

    [Fact]
    public void The_cause_never_travels()
    {
        var status = Errors.ToStatus(DeskErrors.Plain().WithCause(new InvalidOperationException("Password=hunter2")));

        Assert.DoesNotContain("hunter2", status.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperationException", status.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(100, 10)]
    [InlineData(1000, 500)]
    public void It_never_becomes_larger_than_a_trailer_may_be(int count, int length)
    {
        var one = DeskErrors.Texts(new string('漢', length), true, Guid.Empty, "x").WithPointer("/items/0");

        var status = Errors.ToStatus(count == 1 ? one : one.WithErrors([.. Enumerable.Repeat(one, count)]), CultureInfo.GetCultureInfo("de"));

        Assert.InRange(status.CalculateSize(), 1, RpcErrors.MaximumStatusBytes);
        Assert.Equal("TEXTS", Errors.FromStatus(status).Code);
    }

    [Fact]
    public void A_pointer_that_does_not_fit_is_left_out_and_not_cut_in_half()
    {
        var status = Errors.ToStatus(DeskErrors.Plain().WithPointer("/" + new string('a', 10_000)));

        Assert.InRange(status.CalculateSize(), 1, RpcErrors.MaximumStatusBytes);
        Assert.Equal(DeskErrors.Plain(), Errors.FromStatus(status));
    }

    [Fact]
    public void A_text_that_is_not_Unicode_makes_nobody_stumble() =>
        Assert.Equal("TEXTS", Errors.FromStatus(RpcStatus.Parser.ParseFrom(Errors.ToStatus(DeskErrors.Texts("a\ud800b", true, Guid.Empty, "x")).ToByteArray())).Code);

    [Theory]
    [InlineData(Code.NotFound, "GRPC_NOT_FOUND", ErrorKind.NotFound, ErrorRetry.Never)]
    [InlineData(Code.Cancelled, "GRPC_CANCELLED", ErrorKind.Canceled, ErrorRetry.Never)]
    [InlineData(Code.Unavailable, "GRPC_UNAVAILABLE", ErrorKind.Unavailable, ErrorRetry.Backoff)]
    [InlineData(Code.DeadlineExceeded, "GRPC_DEADLINE_EXCEEDED", ErrorKind.Timeout, ErrorRetry.Never)]
    [InlineData(Code.AlreadyExists, "GRPC_ALREADY_EXISTS", ErrorKind.Conflict, ErrorRetry.Never)]
    [InlineData(Code.FailedPrecondition, "GRPC_FAILED_PRECONDITION", ErrorKind.Unprocessable, ErrorRetry.Never)]
    [InlineData(Code.Ok, "GRPC_UNKNOWN", ErrorKind.DependencyFailed, ErrorRetry.Never)]
    [InlineData((Code)99, "GRPC_UNKNOWN", ErrorKind.DependencyFailed, ErrorRetry.Never)]
    public void A_status_without_details_is_read_by_its_code(Code code, string expected, ErrorKind kind, ErrorRetry retry)
    {
        var error = Errors.FromStatus(new RpcStatus { Code = (int)code, Message = "It said {this}." });

        Assert.Equal((ProblemReader.ForeignDomain, expected, kind, retry), (error.Descriptor.Domain, error.Code, error.Kind, error.Descriptor.Retry));
        Assert.Equal($"{expected}: It said {{this}}.", error.ToString());
    }

    [Fact]
    public void An_exception_without_trailers_is_read_by_its_status_code()
    {
        var error = Errors.FromException(new RpcException(new(StatusCode.PermissionDenied, "no")));

        Assert.Equal(("GRPC_PERMISSION_DENIED", ErrorKind.PermissionDenied), (error.Code, error.Kind));
    }

    [Fact]
    public void An_error_of_another_domain_is_not_taken_for_ours()
    {
        var status = Errors.ToStatus(DeskErrors.Plain());
        status.Details.Clear();
        status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(new ErrorInfo { Reason = "PLAIN", Domain = "elsewhere.example", Metadata = { ["zone"] = "eu" } }));

        var error = Errors.FromStatus(status);

        Assert.Equal((ProblemReader.ForeignDomain, "PLAIN"), (error.Descriptor.Domain, error.Code));
        Assert.True(error.Arguments.TryGet("zone", out var zone) && zone == "eu");
    }

    [Theory]
    [InlineData(ErrorKind.ContentTooLarge, Code.ResourceExhausted)]
    [InlineData(ErrorKind.Unprocessable, Code.FailedPrecondition)]
    [InlineData(ErrorKind.InvalidArgument, Code.InvalidArgument)]
    public void What_the_decision_record_says_holds(ErrorKind kind, Code code)
    {
        var status = Errors.ToStatus(EveryKind.Single(descriptor => descriptor.Kind == kind).Create());

        Assert.Equal((int)code, status.Code);
        Assert.Equal((kind, ErrorRetry.Never), (Errors.FromStatus(status).Kind, Errors.FromStatus(status).Descriptor.Retry));
    }

    [Fact]
    public void A_message_that_gRPC_itself_calls_too_large_is_not_called_worth_another_attempt()
    {
        var error = Errors.FromStatus(new RpcStatus { Code = (int)Code.ResourceExhausted, Message = "Received message exceeds the maximum configured message size." });

        Assert.Equal(("GRPC_RESOURCE_EXHAUSTED", ErrorRetry.Never), (error.Code, error.Descriptor.Retry));
    }

    [Fact]
    public void A_text_that_is_the_detail_alone_is_the_message_and_not_in_the_metadata()
    {
        var status = Errors.ToStatus(CommonErrors.InvalidValue("From 1 to 10."));

        Assert.Equal("From 1 to 10.", status.Message);
        Assert.Empty(status.GetDetail<ErrorInfo>().Metadata);
        Assert.Equal(CommonErrors.InvalidValue("From 1 to 10."), Errors.FromStatus(status));
    }

    [Fact]
    public void The_locale_of_a_message_is_the_language_that_it_is_in()
    {
        var german = CultureInfo.GetCultureInfo("de-AT");

        Assert.Equal("de", Errors.ToStatus(CommonErrors.NotFound(), german).GetDetail<LocalizedMessage>().Locale);
        Assert.Equal("en", Errors.ToStatus(DeskErrors.Plain(), german).GetDetail<LocalizedMessage>().Locale);
    }

    [Fact]
    public void Violations_of_a_peer_are_collected_errors()
    {
        var status = new RpcStatus { Code = (int)Code.InvalidArgument };
        status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(new BadRequest
        {
            FieldViolations =
            {
                new BadRequest.Types.FieldViolation { Field = "items[2].name", Description = "too long", Reason = "TOO_LONG" },
                new BadRequest.Types.FieldViolation { Field = "filter[\"a/b\"]", Description = "{odd}" },
            },
        }));

        var error = Errors.FromStatus(status);

        Assert.Equal(["/items/2/name TOO_LONG: too long", "/filter[\"a~1b\"] GRPC_INVALID_ARGUMENT: {odd}"], error.Errors.Select(each => $"{each.Pointer} {each}"));
    }

    [Fact]
    public void An_argument_of_another_type_has_no_value_and_the_rest_still_counts()
    {
        var status = Errors.ToStatus(DeskErrors.Numbers(1, 2, 3, 4));
        var info = status.GetDetail<ErrorInfo>();
        info.Metadata["whole"] = "many";
        info.Metadata["amount"] = "1,000";
        status.Details[0].Value = info.ToByteString();

        var error = Errors.FromStatus(status);

        Assert.Equal((default, (ErrorArgument)2UL, (ErrorArgument)3.0, default), (error.Arguments[0], error.Arguments[1], error.Arguments[2], error.Arguments[3]));
    }

    [Property(MaxTest = 500)]
    public void Garbage_in_the_details_is_as_if_it_were_not_there(byte[] garbage, int seconds, int nanos)
    {
        var status = new RpcStatus { Code = (int)Code.Aborted };
        foreach (var name in new[] { "google.rpc.ErrorInfo", "google.rpc.BadRequest", "google.rpc.RetryInfo", "google.rpc.Status", "acme.Unknown", "" })
            status.Details.Add(new Google.Protobuf.WellKnownTypes.Any { TypeUrl = "type.googleapis.com/" + name, Value = ByteString.CopyFrom(garbage ?? []) });
        status.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(new RetryInfo { RetryDelay = new Duration { Seconds = seconds * 1_000_000_000L, Nanos = nanos } }));

        Assert.Equal(ProblemReader.ForeignDomain, Errors.FromStatus(status).Descriptor.Domain);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/sku", "sku")]
    [InlineData("/items/0/sku", "items[0].sku")]
    [InlineData("/matrix/0/1", "matrix[0][1]")]
    [InlineData("/0", "/0")]
    [InlineData("/a/01", "/a/01")]
    [InlineData("/a.b", "/a.b")]
    [InlineData("/a~1b", "/a~1b")]
    [InlineData("/", "/")]
    [InlineData("/é", "/é")]
    public void A_pointer_is_a_path_where_it_can_be(string pointer, string path)
    {
        Assert.Equal(path, FieldPath.Of(pointer));
        Assert.Equal(pointer, FieldPath.ToPointer(path));
    }

    [Property(MaxTest = 1000)]
    public Property Every_pointer_comes_back_and_every_path_is_some_pointer() => Prop.ForAll(
        Gen.Elements("/", "a", "B_1", "0", "12", "[0]", "]", ".", "~0", "~1", "~", " ", "é").ArrayOf().Select(string.Concat).ToArbitrary(),
        text => (!IsPointer(text) || FieldPath.ToPointer(FieldPath.Of(text)) == text) && IsPointer(FieldPath.ToPointer(text)));

    private static bool IsPointer(string text)
    {
        try
        {
            DeskErrors.Plain().WithPointer(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
