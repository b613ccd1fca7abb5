using Platform.Encryption.Erasing;

namespace CityDesk.Residents;

/// <summary>
/// Says in receipts that addresses of whoever was erased are gone, also one that a desk has put in while they were erased.
/// </summary>
internal sealed class ResidentAddressPlace(IServiceScopeFactory scopes) : IErasurePlace
{
    public string Name => ResidentAddress.Table;

    public IReadOnlyCollection<string> PurposesOf(string tenant) => [];

    public async ValueTask<ErasedPlace> EraseAsync(ErasedSubject subject, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ResidentAddresses>().ForgetAsync(subject.Subject, cancellationToken);
        return new ErasedPlace(Name, null, [$"{ResidentAddress.Table}.{nameof(ResidentAddress.Hash)}"]);
    }
}
