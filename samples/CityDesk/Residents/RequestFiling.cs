using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Plugins;
using Platform.Encryption;

namespace CityDesk.Residents;

/// <summary>Files requests of residents, each under the one resident who is known by the address.</summary>
internal sealed class RequestFiling(DeskDbContext context, ResidentAddresses addresses)
{
    private const int MostAttempts = 5;

    /// <summary>Files a request, and saves it with all that belongs to it, and with the crew that a plugin has chosen where one has.</summary>
    /// <remarks>
    /// Two desks may meet a new address at once: both make a resident, one is saved, and the other looks again. And somebody may be erased
    /// while their address files once more: that request is of somebody new.
    /// </remarks>
    public async Task<ServiceRequest> FileAsync(
        Service service, RequestDraft draft, string actor, DateTimeOffset now, string note, CrewAssignment? crew, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var known = await addresses.FindAsync(draft.Reporter.Email, cancellationToken);
            var request = ServiceRequest.File(service, draft with { ResidentId = known.Id }, actor, now, note);
            // In the same transaction: nobody sees it in between.
            if (crew is not null)
                request.Assign(crew.Crew, crew.Actor, now, crew.Reason).ThrowIfFailure();
            context.Requests.Add(request);
            if (known.NewHash is { } hash)
                context.Add(new ResidentAddress { Hash = hash, ResidentId = request.ResidentId! });
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                return request;
            }
            catch (Exception failure) when (attempt < MostAttempts && IsOvertaken(failure))
            {
                // Nothing of it was saved.
                context.ChangeTracker.Clear();
                context.Attach(service);
                // Of somebody whose key is gone nothing may be known by their address any more, also where the database is older than their erasure.
                if (failure is KeyUnavailableException && known.Id is { } gone)
                    await addresses.ForgetAsync(gone, cancellationToken);
            }
        }
    }

    private static bool IsOvertaken(Exception failure) =>
        DatabaseFailures.IsTaken(failure, ResidentAddress.Table) || failure is KeyUnavailableException { Reason: KeyUnavailableReason.Destroyed };
}
