using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Platform.Errors.Tests.Results;

public sealed class ResultTests
{
    [Fact]
    public void A_result_is_not_serialized_as_it_is()
    {
        Assert.Contains("not serialized as it is", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(Result.Of(1))).Message, StringComparison.Ordinal);
        Assert.Contains("not serialized as it is", Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(Result.Success)).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new { Result = (Result<string>)CommonErrors.NotFound() }));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<Result<int>>("1"));
    }

    [Fact]
    public void Asking_for_the_error_copies_nothing()
    {
        Result<int> result = Orders.OutOfStock("bolt", 2);

        Assert.True(Unsafe.AreSame(in result.Error, in result.Error));
        Assert.True(result.Error == ((IOutcome)result).Error);
    }

    [Fact]
    public void Default_is_a_failure_and_never_a_success_with_null()
    {
        Result<string> none = default;
        Result nothing = default;

        Assert.True(none.IsFailure);
        Assert.False(none.IsSuccess);
        Assert.Equal(CommonErrors.Unspecified(), none.Error);
        Assert.False(none.TryGet(out _));
        Assert.True(nothing.IsFailure);
        Assert.Equal(CommonErrors.Unspecified(), nothing.Error);
        Assert.Equal(nothing, new Result());
        Assert.All(new Result<int>[3], each => Assert.True(each.IsFailure));
    }

    [Fact]
    public void A_value_converts_to_a_success_and_an_error_to_a_failure()
    {
        Result<int> success = 5;
        Result<int> failure = Orders.Closed();
        Result<object> boxed = Orders.Closed();

        Assert.True(success.IsSuccess);
        Assert.Equal(5, success.Value);
        Assert.True(failure.IsFailure);
        Assert.Equal(Orders.Closed(), failure.Error);
        Assert.True(boxed.IsFailure);
        Assert.True(success.WithoutValue().IsSuccess);
        Assert.Equal(Orders.Closed(), failure.WithoutValue().Error);
        Assert.Equal(Orders.Closed(), ((Result)Orders.Closed()).Error);
        Assert.Equal(5, Result.Of(5).Value);
    }

    [Fact]
    public void The_half_that_is_not_there_is_refused_with_the_code_in_the_message()
    {
        Result<int> failure = Orders.Closed();
        Result<int> success = 5;

        Assert.Contains("ORDER_CLOSED", Assert.Throws<InvalidOperationException>(() => failure.Value).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => success.Error);
        Assert.Throws<InvalidOperationException>(() => Result.Success.Error);
        Assert.Equal(Orders.Closed(), Assert.Throws<ErrorException>(() => failure.ValueOrThrow()).Error);
        Assert.Equal(Orders.Closed(), Assert.Throws<ErrorException>(failure.WithoutValue().ThrowIfFailure).Error);
        Result.Success.ThrowIfFailure();
        Assert.Equal(5, success.ValueOrThrow());
    }

    [Fact]
    public void The_error_of_a_success_is_harmless_where_it_is_taken_in_spite_of_it()
    {
        Result<string> success = "x";

        success.TryGet(out _, out var error);
        success.TryGetError(out var other);
        Result.Success.TryGetError(out var third);
        Result<string> mistaken = error;

        Assert.True(mistaken.IsFailure);
        Assert.Equal(CommonErrors.Unspecified(), error);
        Assert.Equal(CommonErrors.Unspecified(), other);
        Assert.Equal(CommonErrors.Unspecified(), third);
        Assert.True(((Result)other).IsFailure);
    }

    [Fact]
    public void A_result_is_taken_apart_in_one_step()
    {
        Result<int> success = 5;
        Result<int> failure = Orders.Closed();

        Assert.True(success.TryGet(out var value, out _));
        Assert.Equal(5, value);
        Assert.False(failure.TryGet(out _, out var error));
        Assert.Equal(Orders.Closed(), error);
        Assert.True(failure.TryGetError(out error));
        Assert.Equal(Orders.Closed(), error);
        Assert.False(success.TryGetError(out _));
    }

    [Fact]
    public void Equality_is_by_value_or_by_error()
    {
        Assert.Equal(Result.Of(5), 5);
        Assert.NotEqual(Result.Of(5), 6);
        Assert.NotEqual(Result.Of(0), default);
        Assert.Equal((Result<int>)Orders.Closed(), Orders.Closed());
        Assert.NotEqual((Result<int>)Orders.Closed(), CommonErrors.Conflict());
        Assert.Equal(Result.Success, Result.Success);
        Assert.True(Result.Of("a") == Result.Of("a"));
        Assert.True(Result.Success != default);
        Assert.Equal(Result.Of(5).GetHashCode(), Result.Of(5).GetHashCode());
        Assert.Equal(Result.Success.GetHashCode(), Result.Success.GetHashCode());
        Assert.False(Result.Success.Equals(null));
    }

    [Fact]
    public void A_filter_reads_any_result_without_knowing_its_type()
    {
        IOutcome success = Result.Of(5);
        IOutcome failure = (Result<int>)Orders.Closed();

        Assert.Equal(5, success.Value);
        Assert.Null(failure.Value);
        Assert.Equal(Orders.Closed(), failure.Error);
        Assert.Null(((IOutcome)Result.Success).Value);
    }

    [Fact]
    public void The_text_says_what_it_is()
    {
        Assert.Equal("Success: 5", Result.Of(5).ToString());
        Assert.Equal("Success", Result.Success.ToString());
        Assert.Equal("ORDER_CLOSED: The order is closed", ((Result<int>)Orders.Closed()).ToString());
    }

    [Fact]
    public void A_result_says_whether_it_is_a_failure_of_an_entry()
    {
        Result<int> failed = Orders.OutOfStock("bolt", 2), fine = 7;
        Result done = Result.Success, closed = Orders.Closed();

        Assert.Equal((true, false, false), (failed.Is(Orders.OutOfStockEntry), failed.Is(Orders.ClosedEntry), fine.Is(Orders.ClosedEntry)));
        Assert.Equal((true, false), (closed.Is(Orders.ClosedEntry), done.Is(Orders.ClosedEntry)));
        Assert.True(default(Result).Is(CommonErrors.Descriptors.Unspecified));
        Assert.Throws<ArgumentNullException>(() => done.Is(null!));
    }

    /// <summary>As a mocking library asks for it: a property that returns a reference cannot stand there.</summary>
    [Fact]
    public void It_says_so_in_an_expression_tree_too()
    {
        System.Linq.Expressions.Expression<Func<Result<int>, bool>> isClosed = static result => result.Is(CommonErrors.Descriptors.Gone);

        Assert.True(isClosed.Compile()(CommonErrors.Gone()));
    }
}
