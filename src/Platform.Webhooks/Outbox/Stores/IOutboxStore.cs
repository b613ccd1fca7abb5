namespace Platform.Webhooks.Outbox.Stores;

/// <summary>
/// Keeps events, lanes and deliveries. Implementations are safe for use by several threads, and but for the one in memory by several processes, at once. Times are the caller's.
/// </summary>
/// <remarks>
/// An event is inserted once and never changed. When its transaction commits it gets a place; routing then puts one narrow row for it into each lane that wants it. A process claims
/// lanes, not deliveries: it alone works on what is in them until its lease runs out, and everything that it writes carries the fence of its claim.
/// </remarks>
public interface IOutboxStore
{
    /// <summary>Bodies of so many bytes together at least are read at once, where there are so many.</summary>
    const int LeastBytesFetched = 1024 * 1024;

    /// <summary>Why <see cref="ExpireAsync"/> gives up.</summary>
    const string WaitedTooLong = "It has waited for too long.";

    /// <summary>
    /// The statement that publishes, for a command in the caller's transaction, with the parameters <c>@message_id</c>, <c>@type</c>, <c>@tenant</c>, <c>@order_key</c>,
    /// <c>@content_type</c>, <c>@occurred_at</c>, <c>@trace_parent</c> and <c>@body</c>; <see langword="null"/> where there are no transactions.
    /// </summary>
    string? InsertEvent { get; }

    /// <summary>The statement that enters a message into the inbox, with <c>@consumer</c>, <c>@message_id</c> and <c>@entered_at</c>. It changes one row, or none if it was entered before.</summary>
    string? InsertInbox { get; }

    /// <summary>Makes what is missing, so that the statements above find their tables.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When it is there.</returns>
    ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Publishes in a transaction of its own.</summary>
    /// <param name="record">The event.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When it is committed.</returns>
    ValueTask PublishAsync(OutboxRecord record, CancellationToken cancellationToken);

    /// <summary>Opens a lane, or changes which events it gets from now on.</summary>
    /// <param name="definition">The lane.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When it is open.</returns>
    ValueTask OpenLaneAsync(LaneDefinition definition, CancellationToken cancellationToken);

    /// <summary>Closes a lane. What waits in it and its dead letters are gone.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> CloseLaneAsync(string name, CancellationToken cancellationToken);

    /// <summary>Puts events that have a place into the lanes that want them, in the order of their places. One process at a time does it; others wait.</summary>
    /// <param name="now">The time, from which the deliveries are due.</param>
    /// <param name="most">How many events at most.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many events there were.</returns>
    ValueTask<int> RouteAsync(DateTimeOffset now, int most, CancellationToken cancellationToken);

    /// <summary>Claims lanes in which there is something to fetch, which nobody holds, and which are neither held back nor disabled.</summary>
    /// <param name="names">Which lanes may be claimed.</param>
    /// <param name="now">The time.</param>
    /// <param name="lease">How long they are held.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Those that the caller holds from now on.</returns>
    ValueTask<IReadOnlyList<LaneLease>> ClaimAsync(IReadOnlyCollection<string> names, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Holds lanes for longer.</summary>
    /// <param name="leases">The claims.</param>
    /// <param name="now">The time.</param>
    /// <param name="lease">How long from now on.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The numbers of those that are still the caller's, and not disabled.</returns>
    ValueTask<HeldLaneSet> RenewAsync(IReadOnlyCollection<LaneLease> leases, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Gives lanes back. Those that are somebody else's stay theirs; what is still written under the claims is refused.</summary>
    /// <param name="leases">The claims.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When they are given back.</returns>
    ValueTask ReleaseAsync(IReadOnlyCollection<LaneLease> leases, CancellationToken cancellationToken);

    /// <summary>Reads what is due in a lane: longest due first, and of each order key only the earliest. Of a lane that is disabled it reads nothing.</summary>
    /// <param name="lease">The claim.</param>
    /// <param name="inHand">Places that are not wanted, since they are being delivered.</param>
    /// <param name="now">The time.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The events. Fewer than there are only where their bodies come to <see cref="LeastBytesFetched"/> bytes.</returns>
    ValueTask<IReadOnlyList<OutboxMessage>> FetchAsync(LaneLease lease, IReadOnlyCollection<long> inHand, DateTimeOffset now, int most, CancellationToken cancellationToken);

    /// <summary>Writes down what attempts came to, all in one transaction.</summary>
    /// <param name="results">The results.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The numbers of the lanes whose claims still hold. Results under others are left out: somebody else has those deliveries now.</returns>
    ValueTask<HeldLaneSet> CompleteAsync(IReadOnlyCollection<DeliveryResult> results, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Writes down whether a lane may be worked on. One that is disabled stays so: it is enabled by <see cref="SwitchAsync"/> alone.</summary>
    /// <param name="lease">The claim.</param>
    /// <param name="condition">What holds from now on.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether the claim still holds. Otherwise nothing is written.</returns>
    ValueTask<bool> NoteAsync(LaneLease lease, LaneCondition condition, CancellationToken cancellationToken);

    /// <summary>
    /// Disables a lane, or enables it with all that it has been held back for forgotten. Who holds a lane that is disabled hears of it when its lease is to be renewed. What waits comes in its order
    /// when it is enabled. Whoever runs the host does it: what is disabled here is enabled here alone, and no step of a receiver
    /// (<see cref="LaneStep.Enable"/>) undoes it.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="isDisabled">Which of the two.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether there is such a lane.</returns>
    ValueTask<bool> SwitchAsync(string name, bool isDisabled, CancellationToken cancellationToken);

    /// <summary>When there will be something to claim: what can be fetched next from a lane that is not disabled, or when another's claim on it runs out, or it is no longer held back.</summary>
    /// <param name="names">Which lanes are looked at.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The time, which may be past; <see langword="null"/> when nothing waits.</returns>
    ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);

    /// <summary>When something in a lane that the caller holds gets due next. What waits behind an earlier one of its order key counts as well, so there may be nothing to fetch yet.</summary>
    /// <param name="lease">The claim.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The earliest time after <paramref name="now"/>; <see langword="null"/> when there is none, or somebody else has the lane.</returns>
    ValueTask<DateTimeOffset?> NextDueInLaneAsync(LaneLease lease, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Calls when something was published, by whatever process, until it is cancelled. A call too many does no harm; after an interruption it calls as well.</summary>
    /// <param name="wake">What is called. It does not block.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When it is cancelled, or the store cannot be reached.</returns>
    Task ListenAsync(Action wake, CancellationToken cancellationToken);

    /// <summary>How lanes are doing.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>All lanes, by name.</returns>
    ValueTask<IReadOnlyList<LaneStanding>> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Lists dead letters.</summary>
    /// <param name="lane">The name of the lane.</param>
    /// <param name="after">Only those behind this place; 0 for all.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Dead letters in the order of their places.</returns>
    ValueTask<IReadOnlyList<DeadLetter>> ListDeadAsync(string lane, long after, int most, CancellationToken cancellationToken);

    /// <summary>Puts dead letters back into their lane, as if they had never been tried.</summary>
    /// <param name="lane">The name of the lane.</param>
    /// <param name="places">Which ones.</param>
    /// <param name="now">The time, from which they are due.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many there were.</returns>
    ValueTask<int> ReviveAsync(string lane, IReadOnlyCollection<long> places, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Forgets events that were published before, unless a delivery, a dead letter or a redelivery that was begun since still needs them.</summary>
    /// <param name="before">What is older goes. Where whole days are dropped, the day in which it lies stays.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When they are gone.</returns>
    ValueTask TrimAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up what has waited for too long, whatever it waits for, and forgets dead letters that have been there for too long: one delivery that waits for
    /// ever keeps the events of its whole
    /// day. What is given up is a dead letter with <see cref="WaitedTooLong"/>.
    /// </summary>
    /// <param name="publishedBefore">What was published before and still waits is given up.</param>
    /// <param name="diedBefore">Dead letters from before are forgotten.</param>
    /// <param name="now">The time.</param>
    /// <param name="most">How many of each at most.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many were given up, and how many forgotten.</returns>
    ValueTask<(int GivenUp, int Forgotten)> ExpireAsync(DateTimeOffset publishedBefore, DateTimeOffset diedBefore, DateTimeOffset now, int most,
        CancellationToken cancellationToken);

    /// <summary>Forgets ids of the inbox. A message that comes once more after that has its effect once more.</summary>
    /// <param name="before">Those that were entered before go.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When they are gone.</returns>
    ValueTask TrimInboxAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
