using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Keys;

/// <summary>Gives and takes back API keys, for operators and for staff alike.</summary>
internal sealed class ApiKeys(DeskDbContext context, TimeProvider time)
{
    /// <summary>Makes a key.</summary>
    /// <returns>The key, which cannot be had again; <see langword="null"/> where somebody of that name has one already.</returns>
    public async Task<string?> AddAsync(string name, string contact, string tier, CancellationToken cancellationToken)
    {
        if (await context.Consumers.AnyAsync(c => c.Name == name, cancellationToken))
            return null;
        var (consumer, key) = ApiConsumer.Create(name, contact, time.GetUtcNow(), tier);
        context.Consumers.Add(consumer);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (DatabaseFailures.IsTaken(failure, nameof(DeskDbContext.Consumers)))
        {
            // Somebody else was faster by a moment.
            context.ChangeTracker.Clear();
            return null;
        }
        return key;
    }

    /// <summary>Takes a key back, at once and for good. One that was taken back stays so.</summary>
    /// <returns>Whether somebody of that name has, or had, a key.</returns>
    public async Task<bool> RevokeAsync(string name, CancellationToken cancellationToken)
    {
        if (await context.Consumers.SingleOrDefaultAsync(c => c.Name == name, cancellationToken) is not { } consumer)
            return false;
        consumer.Revoke(time.GetUtcNow());
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    public Task<List<ApiConsumer>> ListAsync(CancellationToken cancellationToken) =>
        context.Consumers.AsNoTracking().OrderBy(c => c.Name).ToListAsync(cancellationToken);
}
