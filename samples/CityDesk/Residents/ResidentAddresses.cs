using System.Diagnostics.CodeAnalysis;
using CityDesk.Data;
using Microsoft.EntityFrameworkCore;
using Platform.Encryption;

namespace CityDesk.Residents;

/// <summary>Who is known by an e-mail address, without opening anything.</summary>
internal sealed class ResidentAddresses(DeskDbContext context, Keyring keyring)
{
    /// <summary>
    /// All bits are kept: there is one row for an address, so it tells nothing of how often each occurs, and no two addresses may be one
    /// resident.
    /// </summary>
    private static readonly BlindIndex Index =
        BlindIndex.Equality(ResidentAddress.Table, nameof(ResidentAddress.Hash), TextNormalizer.Email, IndexPlan.InsecureUncut());

    /// <summary>Whether a text is an address at all: what strangers write alike where they have none, such as "none", makes them no one resident.</summary>
    public static bool IsAddress([NotNullWhen(true)] string? text) => text is not null && text.Contains('@', StringComparison.Ordinal);

    /// <summary>Who has filed with this address before. Whoever is erased, or about to be, is nobody.</summary>
    /// <returns>Their id, and the row by which they will be known where there is none yet.</returns>
    public async Task<KnownResident> FindAsync(string? email, CancellationToken cancellationToken)
    {
        if (!IsAddress(email))
            return default;
        using var lease = await keyring.LeaseOrCreateAsync(Index.ScopeFor(ResidentEncryption.Tenant), cancellationToken);
        var indexer = lease.Indexer(Index);
        string? known;
        // One, and a second while the key of the index rotates.
        foreach (var hash in indexer.Candidates(email))
        {
            known = await context.Set<ResidentAddress>()
                .Where(a => a.Hash == hash).Select(a => a.ResidentId).SingleOrDefaultAsync(cancellationToken);
            if (known is null)
                continue;
            if (await FirstLivingAsync([known], cancellationToken) is not null)
                return new KnownResident(known, null);
            // Left by whoever filed while the erasure began.
            await ForgetAsync(known, cancellationToken);
        }
        // Before this table was there, and in what was imported or made up, a resident is known by what they filed. It is opened once:
        // from then on the table knows.
        var filed = await context.Requests.AsNoTracking().Where(r => r.Reporter.Email == email).Select(r => r.ResidentId).ToListAsync(cancellationToken);
        return new KnownResident(await FirstLivingAsync([.. filed.OfType<string>().Distinct()], cancellationToken), indexer.Compute(email));
    }

    /// <summary>Forgets by what a resident was known: whoever files with it from now on is somebody new.</summary>
    public Task<int> ForgetAsync(string residentId, CancellationToken cancellationToken) =>
        context.Set<ResidentAddress>().Where(a => a.ResidentId == residentId).ExecuteDeleteAsync(cancellationToken);

    private async Task<string?> FirstLivingAsync(IReadOnlyList<string> residents, CancellationToken cancellationToken)
    {
        if (residents.Count == 0)
            return null;
        var erased = await context.Set<Erasure>().Where(e => residents.Contains(e.ResidentId)).Select(e => e.ResidentId).ToListAsync(cancellationToken);
        return residents.FirstOrDefault(id => !erased.Contains(id));
    }
}

/// <summary>What is known of whoever files with an address.</summary>
/// <param name="Id">Their id; <see langword="null"/> for somebody new.</param>
/// <param name="NewHash">By which they will be known; <see langword="null"/> where they are already, or gave no address.</param>
internal readonly record struct KnownResident(string? Id, byte[]? NewHash);
