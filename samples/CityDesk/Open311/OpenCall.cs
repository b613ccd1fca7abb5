using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Open311.Callers;
using CityDesk.Open311.Formats;
using CityDesk.Open311.Parameters;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.Errors;
using Platform.Errors.AspNetCore;

namespace CityDesk.Open311;

/// <summary>What every call of GeoReport v2 has: a format, a query, a city, and the faults found so far.</summary>
internal sealed class OpenCall(GeoReportFormat format, CallParameters query, ErrorCollector errors)
{
    public GeoReportFormat Format { get; } = format;

    public CallParameters Query { get; } = query;

    public ErrorCollector Errors { get; } = errors;

    /// <summary>Binds the parameter of a route handler.</summary>
    public static ValueTask<OpenCall?> BindAsync(HttpContext context)
    {
        var caller = context.Features.GetRequiredFeature<OpenCaller>();
        return ValueTask.FromResult<OpenCall?>(new OpenCall(GeoReportFormats.Of(context.Request.Path), caller.Query, caller.Errors));
    }

    public IResult Ok<TDocument>(TDocument document)
        where TDocument : struct, Documents.IGeoReportDocument => OpenAnswer.Ok(Format, document);

    /// <summary>Refuses it with every fault that was found.</summary>
    public IResult Refused() => Errors.ToError().ToHttpResult();
}

/// <summary>Finds the city that a call is for.</summary>
internal sealed class JurisdictionParameter(DeskDbContext context, IOptions<DeskOptions> options)
{
    public const string Name = "jurisdiction_id";

    /// <summary>Reads it from wherever it may stand: a POST may name it in its form as well as in its address.</summary>
    /// <returns>The city's identifier; <see langword="null"/> when a fault was added to <paramref name="errors"/>.</returns>
    public async Task<string?> ResolveAsync(CallParameters[] places, ErrorCollector errors, CancellationToken cancellationToken)
    {
        if (!SharedParameter.TryRead(Name, places, errors, out var id))
            return null;
        if (id is null && options.Value.RequireJurisdictionId)
        {
            errors.Add(DeskErrors.ParameterNotProvided(Name));
            return null;
        }

        id ??= options.Value.DefaultJurisdiction;
        if (id.Length <= JurisdictionConfiguration.IdMaxLength && await context.Jurisdictions.AnyAsync(j => j.Id == id, cancellationToken))
            return id;
        errors.Add(DeskErrors.JurisdictionNotFound(DeskText.Shown(id)));
        return null;
    }
}
