using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Pages.Requests;

/// <summary>Finds requests by the number that people quote.</summary>
internal sealed class RequestRecords(DeskDbContext context)
{
    /// <summary>The whole request, ready to be changed.</summary>
    public Task<ServiceRequest?> FindAsync(string publicId, CancellationToken cancellationToken) =>
        RequestNumber.TryParse(publicId, out var number)
            ? Numbered(number).Include(r => r.Service).Include(r => r.History).SingleOrDefaultAsync(cancellationToken)
            : Task.FromResult<ServiceRequest?>(null);

    /// <returns>The number as the desk writes it; <see langword="null"/> when <paramref name="text"/> is not a request's whole number.</returns>
    public async Task<string?> FindNumberAsync(string text, CancellationToken cancellationToken) =>
        RequestNumber.TryParse(text, out var number) && await Numbered(number).AnyAsync(cancellationToken)
            ? ServiceRequest.FormatPublicId(number.Id, number.ImportSource, number.ExternalId)
            : null;

    /// <returns>The id by which the audit log knows the request; <see langword="null"/> when there is none with this number.</returns>
    public async Task<string?> FindKeyAsync(string text, CancellationToken cancellationToken) =>
        RequestNumber.TryParse(text, out var number) ? await Numbered(number).Select(r => r.Key).SingleOrDefaultAsync(cancellationToken) : null;

    private IQueryable<ServiceRequest> Numbered(RequestNumber number) => number.ImportSource is null
        ? context.Requests.Where(r => r.Id == number.Id && r.ImportSource == null)
        : context.Requests.Where(r => r.ImportSource == number.ImportSource && r.ExternalId == number.ExternalId);
}
