using CityDesk.Open311.Formats;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace CityDesk.Open311;

/// <summary>Gives failures below <c>/open311</c> the standard's error shape. Others are left to problem details.</summary>
internal sealed partial class OpenExceptionHandler(IOptions<DeskOptions> options, ILogger<OpenExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!httpContext.Request.Path.StartsWithSegments(Open311Host.Base, StringComparison.OrdinalIgnoreCase))
            return false;

        var format = GeoReportFormats.Of(httpContext.Request.Path);
        IResult answer;
        if (exception is BadHttpRequestException bad)
        {
            answer = OpenAnswer.Refused(format, bad.StatusCode, "The call could not be read: " + bad.Message);
        }
        else
        {
            LogFailure(logger, exception, httpContext.Request.Path);
            // The standard wants 400 for any failure, "eg CRM is down", and lets the code in the body say more.
            answer = OpenAnswer.Refused(format, StatusCodes.Status400BadRequest,
                [new OpenError(StatusCodes.Status500InternalServerError, $"General service error. Please tell {options.Value.Contact}.")]);
        }

        await answer.ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(EventId = 3110, Level = LogLevel.Error, Message = "Open311 call to {Path} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string path);
}
