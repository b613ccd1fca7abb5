using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Geocoding;
using CityDesk.Open311.Callers;
using CityDesk.Open311.Documents;
using CityDesk.Open311.Parameters;
using CityDesk.Open311.Submission;
using CityDesk.Plugins;
using CityDesk.Residents;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Platform.Errors.AspNetCore;

namespace CityDesk.Open311.Endpoints;

internal static class SubmitEndpoint
{
    private const string NotLocatedNotice = "The address could not be located on the map just now. Your request has been received all the same.";
    private const string NotLocatedNote = "The address could not be located when this was filed: the geocoding service did not answer. Check the place.";

    /// <summary>POST Service Request: stored whole, or refused with every fault that was found.</summary>
    public static async Task<IResult> PostAsync(
        OpenCall call,
        HttpContext http,
        DeskDbContext context,
        JurisdictionParameter jurisdictions,
        SubmissionForm submission,
        Geocoder geocoder,
        CrewRules rules,
        RequestFiling filing,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        // Read to find out who calls, before it was decided what they may use.
        var caller = http.Features.GetRequiredFeature<OpenCaller>();
        if (!caller.Form!.Value.TryGet(out var form, out var refusal))
            return refusal.ToHttpResult();

        // Strangers learn nothing more than that they need a key.
        if (!call.Errors.Add(caller.Consumer, out var consumer))
            return call.Refused();

        var service = await FindServiceAsync(call, context, jurisdictions, form, cancellationToken);
        var draft = submission.Read(form, service, consumer.Id, call.Errors);
        if (call.Errors.HasErrors || service is null)
            return call.Refused();

        var (location, isDegraded) = await geocoder.LocateAsync(draft.Location, cancellationToken);
        draft = draft with { Location = location };
        var crew = await rules.AskAsync(service, draft, cancellationToken);
        var request = await filing.FileAsync(service, draft, consumer.Name, time.GetUtcNow(), isDegraded ? NotLocatedNote : "", crew, cancellationToken);
        return call.Ok(new ReceiptDocument(request, isDegraded ? NotLocatedNotice : null));
    }

    private static async Task<Service?> FindServiceAsync(
        OpenCall call, DeskDbContext context, JurisdictionParameter jurisdictions, CallParameters form, CancellationToken cancellationToken)
    {
        const string name = "service_code";
        var jurisdiction = await jurisdictions.ResolveAsync([form, call.Query], call.Errors, cancellationToken);
        if (!form.TrySingle(name, call.Errors, out var code))
            return null;
        if (code is null)
        {
            call.Errors.Add(DeskErrors.ParameterNotProvided(name));
            return null;
        }

        if (jurisdiction is null)
            return null;
        var service = await context.Services.SingleOrDefaultAsync(
            service => service.JurisdictionId == jurisdiction && service.Code == code, cancellationToken);
        if (service is null)
            call.Errors.Add(DeskErrors.ServiceNotFound(DeskText.Shown(code)));
        return service;
    }
}
