namespace Platform.Errors.Tests.Errors;

public sealed class ErrorTests
{
    [Fact]
    public void Default_is_a_failure_that_nobody_has_described()
    {
        Error error = default;

        Assert.Equal("UNSPECIFIED", error.Code);
        Assert.Equal(ErrorKind.Internal, error.Kind);
        Assert.Equal(CommonErrors.Unspecified(), error);
        Assert.Equal(0, error.Arguments.Count);
        Assert.Empty(error.Errors);
        Assert.Null(error.Pointer);
        Assert.Null(error.RetryAfter);
        Assert.Null(error.Cause);
    }

    [Fact]
    public void Arguments_are_found_by_position_and_by_name()
    {
        var error = Orders.Declined("4711", "DE-1", 3);

        Assert.Equal(3, error.Arguments.Count);
        Assert.Equal("4711", error.Arguments[0]);
        Assert.Equal("DE-1", error.Arguments[1]);
        Assert.Equal(3, error.Arguments[2]);
        Assert.True(error.Arguments.TryGet("attempt", out var attempt));
        Assert.Equal(3, attempt);
        Assert.False(error.Arguments.TryGet("Attempt", out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => error.Arguments[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => error.Arguments[-1]);
    }

    [Fact]
    public void Arguments_enumerate_with_their_parameters()
    {
        var names = new List<string>();
        foreach (var (parameter, value) in Orders.OutOfStock("bolt", 2).Arguments)
            names.Add($"{parameter.Name}={value}");

        Assert.Equal(["sku=bolt", "left=2"], names);
    }

    [Fact]
    public void An_error_made_without_the_arguments_that_its_entry_has_carries_none_in_their_places()
    {
        var bare = Orders.OutOfStockEntry.Create();
        var half = Orders.OutOfStockEntry.Create("bolt");

        Assert.Equal(ErrorArgumentType.None, bare.Arguments[0].Type);
        Assert.Equal(ErrorArgumentType.None, bare.Arguments[1].Type);
        Assert.Equal(ErrorArgumentType.None, half.Arguments[1].Type);
        Assert.Equal(bare, Orders.OutOfStockEntry.Create(default, default));
        Assert.Equal(half, Orders.OutOfStockEntry.Create("bolt", default));
        Assert.Equal(half.GetHashCode(), Orders.OutOfStockEntry.Create("bolt", default).GetHashCode());
    }

    [Fact]
    public void There_is_an_argument_for_each_parameter_however_many_were_given()
    {
        Error[] bare = [Orders.DeclinedEntry.Create(), Orders.DeclinedEntry.Create(default, default), Orders.DeclinedEntry.Create(default, default, default)];

        foreach (var error in bare)
        {
            Assert.Equal(bare[0], error);
            Assert.Equal(bare[0].GetHashCode(), error.GetHashCode());
            Assert.Equal(3, error.Arguments.Count);
            Assert.Equal(ErrorArgumentType.None, error.Arguments[2].Type);
            Assert.True(error.Arguments.TryGet("attempt", out var attempt));
            Assert.Equal(ErrorArgumentType.None, attempt.Type);
            Assert.Throws<ArgumentOutOfRangeException>(() => error.Arguments[3]);
            Assert.Equal(error.WithPointer("/a"), bare[0].WithPointer("/a"));
        }

        Assert.NotEqual(bare[0], Orders.DeclinedEntry.Create(default, default, 1));
        Assert.Equal(Orders.EverythingEntry.Parameters.Length, Orders.EverythingEntry.Create("a", true, 3).WithPointer("/b").Arguments.Count);
        Assert.Equal(Orders.EverythingEntry.Create("a", true, 3), Orders.EverythingEntry.Create("a", true, 3, default));
    }

    [Fact]
    public void An_argument_that_has_no_parameter_is_refused_and_not_lost()
    {
        Assert.Throws<ArgumentException>(() => Orders.ClosedEntry.Create("a"));
        Assert.Throws<ArgumentException>(() => Orders.ClosedEntry.Create("a", "b"));
        Assert.Throws<ArgumentException>(() => Orders.BusyEntry.Create(TimeSpan.Zero, "b"));
        Assert.Throws<ArgumentException>(() => Orders.OutOfStockEntry.Create("a", 2, "c"));
        var refusal = Assert.Throws<ArgumentException>(() => Orders.DeclinedEntry.Create(1, 2, 3, 4));
        Assert.Equal("orders/PAYMENT_DECLINED has 3 parameters, and 4 arguments were given.", refusal.Message);
    }

    [Fact]
    public void What_the_stack_held_before_does_not_make_equal_errors_different()
    {
        // The bits of arguments that are not there are left unwritten: equality must not look at them.
        var errors = Enumerable.Range(0, 100).Select(index => AfterNoise(index)).ToList();

        Assert.All(errors, error => Assert.Equal(errors[0], error));
        Assert.Single(errors.Select(error => error.GetHashCode()).Distinct());
        Assert.Single(errors.Select(error => error.ToString()).Distinct());
    }

    [Fact]
    public void Equality_is_by_what_the_failure_is_and_not_by_its_cause()
    {
        Assert.Equal(Orders.OutOfStock("bolt", 2), Orders.OutOfStock("bolt", 2));
        Assert.NotEqual(Orders.OutOfStock("bolt", 2), Orders.OutOfStock("bolt", 3));
        Assert.NotEqual(Orders.OutOfStock("bolt", 2), Orders.OutOfStock("nut", 2));
        Assert.NotEqual(Orders.Closed(), CommonErrors.Conflict());
        Assert.NotEqual(Orders.Closed(), Orders.Closed().WithPointer(""));
        Assert.NotEqual(Orders.Closed(), Orders.Closed().WithRetryAfter(TimeSpan.Zero));
        Assert.NotEqual(Orders.Closed(), Orders.Closed().WithErrors(Orders.Closed(), Orders.Closed()));
        Assert.Equal(Orders.Closed(), Orders.Closed().WithCause(new InvalidOperationException()));
        Assert.True(Orders.Closed() == Orders.Closed());
        Assert.True(Orders.Closed() != Orders.Busy(TimeSpan.Zero));
    }

    [Fact]
    public void What_is_added_leaves_the_rest_as_it_was()
    {
        var cause = new InvalidOperationException("x");
        var error = Orders.Declined("4711", "DE-1", 3).WithPointer("/card").WithCause(cause).WithRetryAfter(TimeSpan.FromSeconds(5)).WithErrors(Orders.Closed());

        Assert.Equal("/card", error.Pointer);
        Assert.Same(cause, error.Cause);
        Assert.Equal(TimeSpan.FromSeconds(5), error.RetryAfter);
        Assert.Equal([Orders.Closed()], error.Errors);
        Assert.Equal("DE-1", error.Arguments[1]);
        Assert.Equal(3, error.Arguments[2]);
        Assert.Same(Orders.DeclinedEntry, error.Descriptor);
    }

    [Fact]
    public void The_delay_comes_from_the_argument_unless_another_is_set()
    {
        Assert.Equal(TimeSpan.FromSeconds(9), Orders.Busy(TimeSpan.FromSeconds(9)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(1), Orders.Busy(TimeSpan.FromSeconds(9)).WithRetryAfter(TimeSpan.FromSeconds(1)).RetryAfter);
        Assert.Null(Orders.Closed().RetryAfter);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("#/a")]
    [InlineData("/~")]
    [InlineData("/~2")]
    [InlineData("/a~")]
    [InlineData("/a/~x/b")]
    public void What_is_no_pointer_is_refused(string pointer) => Assert.Throws<ArgumentException>(() => Orders.Closed().WithPointer(pointer));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/a/0/~0~1")]
    [InlineData("/ é\"\n")]
    public void What_is_a_pointer_is_kept(string pointer) => Assert.Equal(pointer, Orders.Closed().WithPointer(pointer).Pointer);

    [Fact]
    public void Null_and_negative_parts_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Orders.Closed().WithPointer(null!));
        Assert.Throws<ArgumentNullException>(() => Orders.Closed().WithCause(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Orders.Closed().WithRetryAfter(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentNullException>(() => Orders.Closed().Is(null!));
        Assert.Throws<ArgumentException>(() => Error.Combine());
    }

    [Fact]
    public void Combining_gives_the_only_error_itself_and_a_head_for_several()
    {
        var invalid = CommonErrors.InvalidRequest().WithPointer("/a");
        var other = CommonErrors.InvalidRequest().WithPointer("/b");

        Assert.Equal(invalid, Error.Combine(invalid));
        Assert.Equal("VALIDATION_FAILED", Error.Combine(invalid, other).Code);
        Assert.Equal([invalid, other], Error.Combine(invalid, other).Errors);
        Assert.Equal("VALIDATION_FAILED", Error.Combine(invalid, Orders.Closed()).Code);
        Assert.Equal("UNAVAILABLE", Error.Combine(CommonErrors.Timeout(), Orders.Busy(TimeSpan.Zero)).Code);
        Assert.Equal("SEVERAL_ERRORS", Error.Combine(invalid, CommonErrors.Internal()).Code);
        Assert.Equal("SEVERAL_ERRORS", Error.Combine(CommonErrors.Timeout(), CommonErrors.Internal()).Code);
    }

    private static readonly ErrorDescriptor QuotaSpent = new("tests", "QUOTA_SPENT", ErrorKind.RateLimited, "Nothing is left for this year");
    private static readonly ErrorDescriptor SwitchedOff = new("tests", "SWITCHED_OFF", ErrorKind.Unavailable, "Switched off for good");

    public static TheoryData<Error[], string, int?> Heads => new()
    {
        { [CommonErrors.Canceled(), CommonErrors.Canceled()], "CANCELED", null },
        { [CommonErrors.Canceled(), CommonErrors.InvalidRequest()], "VALIDATION_FAILED", null },
        { [CommonErrors.Canceled(), CommonErrors.Internal()], "INTERNAL", null },
        { [CommonErrors.NotFound(), CommonErrors.Canceled(), CommonErrors.Internal()], "SEVERAL_ERRORS", null },
        { [CommonErrors.Timeout().WithRetryAfter(TimeSpan.FromSeconds(3)), CommonErrors.Canceled()], "TIMEOUT", 3 },
        { [CommonErrors.NotFound(), CommonErrors.NotFound().WithPointer("/a")], "NOT_FOUND", null },
        { [CommonErrors.Unauthenticated(), CommonErrors.Unauthenticated()], "UNAUTHENTICATED", null },
        { [CommonErrors.InvalidRequest(), CommonErrors.BodyMissing()], "VALIDATION_FAILED", null },
        { [CommonErrors.NotFound(), CommonErrors.Unauthenticated()], "VALIDATION_FAILED", null },
        { [Orders.Closed(), Orders.OutOfStock("bolt", 2)], "CONFLICT", null },
        { [CommonErrors.RateLimited(), CommonErrors.RateLimited()], "RATE_LIMITED", null },
        { [CommonErrors.RateLimited().WithRetryAfter(TimeSpan.FromSeconds(3)), CommonErrors.RateLimited()], "RATE_LIMITED", 3 },
        { [CommonErrors.RateLimited().WithRetryAfter(TimeSpan.FromSeconds(3)), QuotaSpent.Create()], "VALIDATION_FAILED", null },
        { [Orders.Busy(TimeSpan.FromSeconds(2)), Orders.Busy(TimeSpan.FromSeconds(9)), Orders.Busy(TimeSpan.FromSeconds(4))], "UNAVAILABLE", 9 },
        { [Orders.Busy(TimeSpan.FromSeconds(2)), SwitchedOff.Create()], "SEVERAL_ERRORS", null },
        { [CommonErrors.Timeout(), Orders.Busy(TimeSpan.FromSeconds(2))], "UNAVAILABLE", 2 },
        { [CommonErrors.RateLimited().WithRetryAfter(TimeSpan.FromSeconds(7)), CommonErrors.Timeout()], "UNAVAILABLE", 7 },
        { [CommonErrors.Timeout(), CommonErrors.Timeout()], "TIMEOUT", null },
        { [CommonErrors.Internal(), default], "INTERNAL", null },
        { [CommonErrors.Internal(), CommonErrors.DataLoss()], "SEVERAL_ERRORS", null },
    };

    [Theory]
    [MemberData(nameof(Heads), DisableDiscoveryEnumeration = true)]
    public void The_head_of_several_says_what_is_true_of_all(Error[] errors, string code, int? seconds)
    {
        foreach (var order in new Error[][] { errors, [.. Enumerable.Reverse(errors)] })
        {
            var head = Error.Combine(order);

            Assert.Equal(code, head.Code);
            Assert.Equal(seconds, (int?)head.RetryAfter?.TotalSeconds);
            Assert.Equal(order, head.Errors);
            Assert.True(head.Descriptor.Retry == ErrorRetry.Never || errors.All(error => error.Kind == ErrorKind.Canceled || error.Descriptor.Retry != ErrorRetry.Never));
        }
    }

    [Fact]
    public void Every_kind_has_an_error_that_stands_for_several_of_it()
    {
        foreach (var kind in Enum.GetValues<ErrorKind>())
        {
            var one = new ErrorDescriptor("tests", "ONE", kind, "One") { Retry = ErrorRetry.Backoff }.Create();

            Assert.Equal(kind, Error.Combine(one, one).Kind);
        }
    }

    [Fact]
    public void Errors_that_collect_others_are_flattened()
    {
        var inner = Error.Combine(Orders.Closed(), Orders.Busy(TimeSpan.Zero));

        Assert.Equal([Orders.Closed(), Orders.Busy(TimeSpan.Zero), CommonErrors.NotFound()], Error.Combine(inner, CommonErrors.NotFound()).Errors);
    }

    [Fact]
    public void What_was_judged_by_itself_is_placed_in_a_larger_document_with_every_pointer()
    {
        var item = Error.Combine(CommonErrors.InvalidRequest().WithPointer("/sku"), CommonErrors.NotFound().WithPointer(""), Orders.Closed());

        var placed = item.Below("/items/0");

        Assert.Equal("/items/0", placed.Pointer);
        Assert.Equal(["/items/0/sku", "/items/0", "/items/0"], placed.Errors.Select(each => each.Pointer));
        Assert.Equal("/order/items/0/sku", placed.Below("/order").Errors[0].Pointer);
        Assert.Equal(["/items/0/sku", "/items/0", "/items/0", "/items/1/sku"], Error.Combine(placed, CommonErrors.InvalidRequest().WithPointer("/sku").Below("/items/1")).Errors.Select(each => each.Pointer));
        Assert.Equal("/items/0", Orders.Busy(TimeSpan.FromSeconds(3)).Below("/items/0").Pointer);
        Assert.Equal(TimeSpan.FromSeconds(3), Orders.Busy(TimeSpan.FromSeconds(3)).Below("/items/0").RetryAfter);
    }

    [Theory]
    [InlineData("items")]
    [InlineData("/items~")]
    public void A_place_that_is_no_pointer_is_refused(string pointer)
    {
        Assert.Throws<ArgumentException>(() => Orders.Closed().Below(pointer));
        Assert.Throws<ArgumentException>(() => Orders.Closed().WithPointer("/0").Below(pointer));
        Assert.Throws<ArgumentNullException>(() => Orders.Closed().WithPointer("/0").Below(null!));
    }

    [Fact]
    public void A_head_that_says_something_of_its_own_is_not_lost_in_another()
    {
        var cause = new InvalidOperationException();
        var named = Orders.OutOfStock("bolt", 2).WithErrors(Orders.Closed(), CommonErrors.NotFound());
        var placed = Error.Combine(Orders.Closed(), CommonErrors.NotFound()).WithPointer("/lines");
        var caused = Error.Combine(Orders.Closed(), CommonErrors.NotFound()).WithCause(cause);

        var all = Error.Combine(named, placed, caused).Errors;

        Assert.Equal(
            [Orders.OutOfStock("bolt", 2), Orders.Closed(), CommonErrors.NotFound(), CommonErrors.ValidationFailed().WithPointer("/lines"), Orders.Closed(),
                CommonErrors.NotFound(), CommonErrors.ValidationFailed(), Orders.Closed(), CommonErrors.NotFound()],
            all);
        Assert.Same(cause, all[6].Cause);
        Assert.Equal(all, Error.Combine([.. all]).Errors);
        Assert.Equal(all.Append(CommonErrors.Gone()), Error.Combine(Error.Combine([.. all]), CommonErrors.Gone()).Errors);
    }

    [Fact]
    public void The_text_names_code_and_detail_and_nothing_that_is_not_disclosed()
    {
        Assert.Equal("OUT_OF_STOCK: Only 2 of bolt are left.", Orders.OutOfStock("bolt", 2).ToString());
        Assert.Equal("ORDER_CLOSED: The order is closed", Orders.Closed().ToString());
        Assert.DoesNotContain("DE-1", Orders.Declined("4711", "DE-1", 3).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_is_recognised_by_domain_and_code()
    {
        var twin = new ErrorDescriptor("orders", "OUT_OF_STOCK", ErrorKind.Conflict, "The same, loaded twice");
        var stranger = new ErrorDescriptor("shop", "OUT_OF_STOCK", ErrorKind.Conflict, "Another one's");

        Assert.True(Orders.OutOfStock("bolt", 2).Is(Orders.OutOfStockEntry));
        Assert.True(Orders.OutOfStock("bolt", 2).Is(twin));
        Assert.False(Orders.OutOfStock("bolt", 2).Is(stranger));
    }

    [Fact]
    public void The_text_of_several_errors_tells_of_each_up_to_a_limit_and_discloses_nothing()
    {
        var two = Error.Combine(Orders.OutOfStock("bolt", 2).WithPointer("/lines/0"), Orders.Declined("4711", "DE-1", 3));
        var many = Error.Combine([.. Enumerable.Range(0, 1000).Select(static left => Orders.OutOfStock("bolt", left))]);

        Assert.Equal("VALIDATION_FAILED: The request is not valid (2: OUT_OF_STOCK: Only 2 of bolt are left. at '/lines/0'; PAYMENT_DECLINED: The card 4711 was declined.)", two.ToString());
        Assert.StartsWith("CONFLICT: The state does not allow this (1000: OUT_OF_STOCK: Only 0 of bolt are left.; ", many.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Only 19 of bolt are left. …)", many.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("DE-1", two.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_carries_an_error_with_its_cause()
    {
        var cause = new InvalidOperationException("inner");
        var exception = new ErrorException(Orders.OutOfStock("bolt", 2).WithCause(cause));

        Assert.Equal(Orders.OutOfStock("bolt", 2), exception.Error);
        Assert.Same(cause, exception.InnerException);
        Assert.Equal("OUT_OF_STOCK: Only 2 of bolt are left.", exception.Message);
        Assert.False(exception.IsRemote);
    }

    private static Error AfterNoise(int index)
    {
        Span<long> noise = stackalloc long[64];
        noise.Fill(index * 0x0101010101010101);
        GC.KeepAlive(noise[index % 64]);
        return index % 2 == 0 ? Orders.OutOfStockEntry.Create("bolt") : Orders.OutOfStockEntry.Create("bolt", default);
    }
}
