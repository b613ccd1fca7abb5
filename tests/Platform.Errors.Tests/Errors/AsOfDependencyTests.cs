namespace Platform.Errors.Tests.Errors;

/// <summary>What another service answered is about the call to it: its callers are told what that means for theirs.</summary>
public sealed class AsOfDependencyTests
{
    public static TheoryData<string, int, string, int> Foreign => new()
    {
        { """{"code":"NO_SUCH_CARD","detail":"secret"}""", 404, "DEPENDENCY_FAILED", 502 },
        { """{"code":"UNAUTHENTICATED"}""", 401, "DEPENDENCY_FAILED", 502 },
        { """{"code":"RATE_LIMITED","retryAfter":7}""", 429, "UNAVAILABLE", 503 },
        { """{"code":"UNAVAILABLE"}""", 503, "UNAVAILABLE", 503 },
        { """{"code":"TIMEOUT"}""", 504, "TIMEOUT", 504 },
        { """{"code":"DEPENDENCY_FAILED"}""", 502, "DEPENDENCY_FAILED", 502 },
        { """{"code":"CANCELED"}""", 499, "DEPENDENCY_FAILED", 502 },
        { """{"code":"INTERNAL"}""", 500, "DEPENDENCY_FAILED", 502 },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_strangers_error_becomes_what_it_means_here_and_stays_the_cause(string problem, int status, string code, int meant)
    {
        Assert.True(Subject.Get<ProblemReader>().TryRead(System.Text.Encoding.UTF8.GetBytes(problem), status, out var remote));

        var error = remote.AsOfDependency();

        Assert.Equal((code, meant), (error.Code, error.Descriptor.Status));
        Assert.Equal(remote.RetryAfter, error.RetryAfter);
        Assert.Equal(remote, Assert.IsType<ErrorException>(error.Cause).Error);
        Assert.DoesNotContain("secret", Problem(error), StringComparison.Ordinal);
        Assert.Same(error.Cause, error.AsOfDependency().Cause);
        // A pipeline judges by what the other service said.
        Assert.Equal(remote, Subject.Get<ExceptionMap>().SaidBy(in error));
    }

    [Fact]
    public void An_error_of_a_catalogue_of_this_service_is_a_part_of_its_language()
    {
        var error = Orders.OutOfStock("bolt", 2).AsOfDependency();

        Assert.Equal(Orders.OutOfStock("bolt", 2), error);
        Assert.Null(error.Cause);
    }

    [Fact]
    public void The_rule_is_that_of_the_exception_map()
    {
        foreach (var error in (Error[])[.. CommonErrors.Catalog.Select(each => each.Create(new ErrorArgument[each.Parameters.Length])), Orders.Closed(), ProblemReader.FromStatus(418)])
            Assert.Equal(Subject.Get<ExceptionMap>().Map(new ErrorException(error) { IsRemote = true }), error.AsOfDependency());
    }

    [Fact]
    public void A_place_in_the_others_request_is_not_one_in_this() =>
        Assert.Null(CommonErrors.Unavailable().WithPointer("/amount").AsOfDependency().Pointer);

    private static string Problem(Error error)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Subject.Get<ProblemWriter>().Write(output, error);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
