using CityDesk.Data;
using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Microsoft.EntityFrameworkCore;
using Platform.Errors;

namespace CityDesk.Open311.Submission;

/// <summary>Finds the application that holds the key of a call.</summary>
internal sealed class ApiKeys(DeskDbContext context)
{
    private const string Name = "api_key";

    // No key of ours is longer; hashing a megabyte for a stranger is no service to anybody.
    private const int MaxLength = 200;

    public async Task<Result<ApiConsumer>> AuthenticateAsync(CallParameters[] places, CancellationToken cancellationToken)
    {
        // Whatever is wrong with a key, the answer is that it is wrong.
        if (!SharedParameter.TryRead(Name, places, new ErrorCollector(), out var key))
            return DeskErrors.KeyInvalid();
        if (key is null)
            return DeskErrors.KeyNotProvided();

        var hash = key.Length <= MaxLength ? ApiConsumer.Hash(key) : "";
        var consumer = await context.Consumers.AsNoTracking().SingleOrDefaultAsync(c => c.KeyHash == hash, cancellationToken);
        return consumer switch
        {
            null => DeskErrors.KeyInvalid(),
            { RevokedAt: not null } => DeskErrors.KeyRevoked(),
            _ => consumer,
        };
    }
}
