using CityDesk.Domain;
using CityDesk.Open311.Documents;
using CityDesk.Open311.Formats;
using Microsoft.Extensions.Options;
using Platform.Errors;
using Platform.Errors.AspNetCore;

namespace CityDesk.Open311;

/// <summary>
/// The shape of every error below <c>/open311</c>, whoever found it: the list of GeoReport v2, Errors, in the format that the
/// address asks for. The texts stay in one language, as everything else of the standard does.
/// </summary>
internal sealed class OpenErrorFormat(ErrorTexts texts, IOptions<DeskOptions> options) : IErrorFormat
{
    private static readonly string BusyCode = DeskErrors.DeskBusy(0).Descriptor.Code;

    public async ValueTask WriteAsync(HttpContext httpContext, Error error)
    {
        IReadOnlyList<Error> found = error.Errors is { Count: > 0 } several ? several : [error];
        var answer = OpenAnswer.Errors(GeoReportFormats.Of(httpContext.Request.Path), StatusOf(found), [.. found.Select(Describe)]);
        await answer.ExecuteAsync(httpContext);
    }

    /// <summary>
    /// 403 where the key is the trouble, 404 where something named does not exist, 400 for the rest. That is also the status
    /// of any failure of ours, "eg CRM is down"; the code in the body says more. What HTTP itself refuses keeps its status.
    /// </summary>
    private static int StatusOf(IReadOnlyList<Error> found)
    {
        // That the desk is busy is not a failure of it, and clients know what to do with the status that says so.
        if (found is [var single] && (single.Descriptor.Status < StatusCodes.Status500InternalServerError || IsBusy(single)))
            return single.Descriptor.Status;
        foreach (var decisive in (ReadOnlySpan<int>)[StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound])
        {
            if (found.Any(error => error.Descriptor.Status == decisive))
                return decisive;
        }

        return StatusCodes.Status400BadRequest;
    }

    private static bool IsBusy(Error error) => error.Descriptor.Code == BusyCode;

    private OpenError Describe(Error error) => new(
        error.Descriptor.Status,
        error.Descriptor.Status >= StatusCodes.Status500InternalServerError && !IsBusy(error)
            ? $"General service error. Please tell {options.Value.Contact}."
            : texts.Detail(in error) ?? texts.Title(in error));
}
