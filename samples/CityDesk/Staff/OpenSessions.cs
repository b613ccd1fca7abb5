using System.Data.Common;
using System.Security.Claims;
using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Staff;

/// <summary>
/// The sessions that hold, kept in the desk's database: what one instance ends has ended on all of them, without a cache that must be
/// told.
/// </summary>
internal sealed class OpenSessions(DeskDbContext context, TimeProvider time)
{
    /// <summary>Opens a session, always under a new name: one that somebody else may have seen before is never carried on.</summary>
    /// <returns><see langword="null"/> where the member was removed while the password was being looked at.</returns>
    public async Task<ClaimsPrincipal?> TryOpenAsync(StaffMember member, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await ClearAwayAsync(now, cancellationToken);
        var opened = new Session { Id = Guid.NewGuid(), MemberId = member.Id, OpenedAt = now, ExpiresAt = now + StaffHost.SessionLength };
        context.Sessions.Add(opened);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The session refers to its member: the database lets none in without.
            if (await context.Staff.AnyAsync(known => known.Id == member.Id, cancellationToken))
                throw;
            return null;
        }

        return StaffSession.PrincipalOf(opened.Id, member);
    }

    /// <summary>Whether a session holds: not signed out of, not run out, its member still on the staff and with the same password. Two rows by primary key.</summary>
    public Task<bool> HoldsAsync(StaffSession session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return context.Sessions.AnyAsync(
            open => open.Id == session.Id && open.MemberId == session.MemberId && open.ExpiresAt > now
                && context.Staff.Any(member => member.Id == session.MemberId && member.SecurityStamp == session.SecurityStamp),
            cancellationToken);
    }

    /// <summary>Moves on the end of a session that is in use; one that has ended meanwhile stays ended.</summary>
    public Task ExtendAsync(StaffSession session, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + StaffHost.SessionLength;
        return context.Sessions.Where(open => open.Id == session.Id && open.ExpiresAt < end)
            .ExecuteUpdateAsync(set => set.SetProperty(open => open.ExpiresAt, end), cancellationToken);
    }

    /// <summary>Ends a session. Ending it twice, or at the same time as somebody else, is the same as once.</summary>
    public Task EndAsync(StaffSession session, CancellationToken cancellationToken) =>
        context.Sessions.Where(open => open.Id == session.Id).ExecuteDeleteAsync(cancellationToken);

    /// <summary>What has run out opens nothing: that it is still there is no reason to let nobody in. Two who clear away at once may deadlock.</summary>
    private async Task ClearAwayAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await context.Sessions.Where(session => session.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        }
        catch (DbException)
        {
            // The next sign-in clears away.
        }
    }
}
