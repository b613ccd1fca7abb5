using Microsoft.Extensions.Logging;

namespace Platform.Errors.Tests.Errors;

public sealed class ErrorKindTests
{
    /// <summary>The table as a reader of the documentation has it, written a second time on purpose.</summary>
    public static TheoryData<ErrorKind, int, int, LogLevel> Table => new()
    {
        { ErrorKind.Internal, 500, 13, LogLevel.Error },
        { ErrorKind.InvalidArgument, 400, 3, LogLevel.Information },
        { ErrorKind.Unauthenticated, 401, 16, LogLevel.Information },
        { ErrorKind.PermissionDenied, 403, 7, LogLevel.Information },
        { ErrorKind.NotFound, 404, 5, LogLevel.Information },
        { ErrorKind.MethodNotAllowed, 405, 12, LogLevel.Information },
        { ErrorKind.NotAcceptable, 406, 3, LogLevel.Information },
        { ErrorKind.RequestTimeout, 408, 4, LogLevel.Information },
        { ErrorKind.Conflict, 409, 10, LogLevel.Information },
        { ErrorKind.Gone, 410, 5, LogLevel.Information },
        { ErrorKind.PreconditionFailed, 412, 9, LogLevel.Information },
        { ErrorKind.ContentTooLarge, 413, 8, LogLevel.Information },
        { ErrorKind.UnsupportedMediaType, 415, 3, LogLevel.Information },
        { ErrorKind.Unprocessable, 422, 9, LogLevel.Information },
        { ErrorKind.PreconditionRequired, 428, 9, LogLevel.Information },
        { ErrorKind.RateLimited, 429, 8, LogLevel.Information },
        { ErrorKind.Canceled, 499, 1, LogLevel.Debug },
        { ErrorKind.NotImplemented, 501, 12, LogLevel.Error },
        { ErrorKind.DependencyFailed, 502, 14, LogLevel.Warning },
        { ErrorKind.Unavailable, 503, 14, LogLevel.Warning },
        { ErrorKind.Timeout, 504, 4, LogLevel.Warning },
        { ErrorKind.DataLoss, 500, 15, LogLevel.Error },
        { (ErrorKind)999, 500, 13, LogLevel.Error },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_kind_means_the_same_everywhere(ErrorKind kind, int http, int grpc, LogLevel level)
    {
        Assert.Equal(http, kind.HttpStatus());
        Assert.Equal(grpc, kind.GrpcStatus());
        Assert.Equal(level, kind.LogLevel());
        Assert.Equal(http < 500, kind.IsCallersFault());
    }

    [Fact]
    public void The_table_has_every_kind() =>
        Assert.Empty(Enum.GetValues<ErrorKind>().Except(Table.Select(row => row.Data.Item1)));
}
