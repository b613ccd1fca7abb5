using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Pages.Requests;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Pages.Queue;

/// <summary>
/// Finds what a person types: a request's whole number (ours, or the old system's with or without its name), or a part of the
/// address or of the description.
/// </summary>
/// <remarks>
/// <c>LIKE</c> on both engines, so it reads the rows of the city newest first until the page is full; what is rare takes as
/// long as reading them all. PostgreSQL ignores the case of every letter, SQLite that of A to Z only.
/// </remarks>
internal static class TextSearch
{
    private const string Escape = "\\";

    public static IQueryable<ServiceRequest> Search(this IQueryable<ServiceRequest> requests, DeskDbContext context, string text)
    {
        var pattern = $"%{EscapeWildcards(text)}%";
        var isNumber = RequestNumber.TryParse(text, out var number);
        var ownId = isNumber && number.ImportSource is null ? number.Id : -1;
        var (source, externalId) = (number.ImportSource, number.ExternalId);
        return context.Database.IsNpgsql()
            ? requests.Where(r => (r.Id == ownId && r.ImportSource == null)
                || r.ExternalId == text
                || (source != null && r.ImportSource == source && r.ExternalId == externalId)
                || EF.Functions.ILike(r.Location.Address!, pattern, Escape)
                || EF.Functions.ILike(r.Description, pattern, Escape))
            : requests.Where(r => (r.Id == ownId && r.ImportSource == null)
                || r.ExternalId == text
                || (source != null && r.ImportSource == source && r.ExternalId == externalId)
                || EF.Functions.Like(r.Location.Address!, pattern, Escape)
                || EF.Functions.Like(r.Description, pattern, Escape));
    }

    /// <summary>What a person types means itself: to <c>LIKE</c>, % is any text and _ any character.</summary>
    public static string EscapeWildcards(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);
}
