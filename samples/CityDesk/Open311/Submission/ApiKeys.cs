using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Open311.Submission;

/// <summary>Finds the application that holds the key of a call.</summary>
internal sealed class ApiKeys(DeskDbContext context)
{
    private const string Name = "api_key";

    // No key of ours is longer; hashing a megabyte for a stranger is no service to anybody.
    private const int MaxLength = 200;

    /// <returns>The application; <see langword="null"/> when a fault was added to <paramref name="errors"/>.</returns>
    public async Task<ApiConsumer?> AuthenticateAsync(CallParameters[] places, OpenErrors errors, CancellationToken cancellationToken)
    {
        var faults = new OpenErrors();
        if (!SharedParameter.TryRead(Name, places, faults, out var key))
        {
            // Whatever is wrong with a key, the answer is that it is wrong.
            errors.Forbidden($"Invalid {Name} received.");
            return null;
        }

        if (key is null)
        {
            errors.Forbidden($"{Name} was not provided.");
            return null;
        }

        var hash = key.Length <= MaxLength ? ApiConsumer.Hash(key) : "";
        var consumer = await context.Consumers.AsNoTracking().SingleOrDefaultAsync(c => c.KeyHash == hash, cancellationToken);
        if (consumer is { RevokedAt: null })
            return consumer;
        errors.Forbidden(consumer is null ? $"Invalid {Name} received." : $"The {Name} received has been revoked.");
        return null;
    }
}
