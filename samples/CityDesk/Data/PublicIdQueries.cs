using CityDesk.Domain;

namespace CityDesk.Data;

internal static class PublicIdQueries
{
    /// <summary>The one request that is quoted by <paramref name="publicId"/>, or none.</summary>
    public static IQueryable<ServiceRequest> WithPublicId(this IQueryable<ServiceRequest> requests, PublicId publicId) =>
        publicId.Id is { } id
            ? requests.Where(r => r.Id == id && r.ImportSource == null)
            : requests.Where(r => r.ImportSource == publicId.ImportSource && r.ExternalId == publicId.ExternalId);
}
