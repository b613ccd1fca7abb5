using System.Net;
using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Limits;
using CityDesk.Open311.Parameters;
using Microsoft.EntityFrameworkCore;
using Platform.Errors;
using Platform.RateLimiting;

namespace CityDesk.Open311.Submission;

/// <summary>Finds the application that holds the key of a call.</summary>
internal sealed class ApiKeys(DeskDbContext context, AdaptiveLimiters limiters)
{
    public const string Name = "api_key";

    /// <param name="places">Where the key may stand.</param>
    /// <param name="caller">For whom it is looked up, before that is known: the address.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async Task<Result<ApiConsumer>> AuthenticateAsync(CallParameters[] places, IPAddress? caller, CancellationToken cancellationToken)
    {
        // Whatever is wrong with a key, the answer is that it is wrong.
        if (!SharedParameter.TryRead(Name, places, new ErrorCollector(), out var key))
            return DeskErrors.KeyInvalid();
        if (key is null)
            return DeskErrors.KeyNotProvided();

        if (!ApiConsumer.IsKey(key))
            return DeskErrors.KeyInvalid();

        // Before anything is counted, so it is bounded by itself: a thousand guesses at once wait for each other, and not the desk for them.
        var address = caller is null ? default : RateLimitKey.ClientAddress(caller);
        var place = await limiters[LimitPolicies.KeyLookUps].AcquireAsync(LoadPriority.Normal, address, cancellationToken);
        if (!place.IsAdmitted)
            return DeskErrors.DeskBusy((long)Math.Ceiling(place.RetryAfter.TotalSeconds)).WithRetryAfter(place.RetryAfter);

        // A database that refuses at once is not a fast one.
        var succeeded = false;
        try
        {
            var hash = ApiConsumer.Hash(key);
            var consumer = await context.Consumers.AsNoTracking().SingleOrDefaultAsync(c => c.KeyHash == hash, cancellationToken);
            succeeded = true;
            return consumer switch
            {
                null => DeskErrors.KeyInvalid(),
                { RevokedAt: not null } => DeskErrors.KeyRevoked(),
                _ => consumer,
            };
        }
        finally
        {
            place.Complete(succeeded);
        }
    }
}
