using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>
/// What is under way in one context. It hangs on the context and goes with it: the interceptor has no state, so contexts that save at the same time share
/// nothing.
/// </summary>
internal sealed class CaptureState
{
    // Hangs on the context and goes with it: EF Core has one interceptor for all contexts, and no place of a context for what it knows.
    private static readonly ConditionalWeakTable<DbContext, CaptureState> States = [];

    private readonly Stack<Saving> _savings = [];

    /// <summary>The innermost saving: something that is called while a context saves may save too.</summary>
    public Saving? Current => _savings.TryPeek(out var saving) ? saving : null;

    public static CaptureState Of(DbContext context) => States.GetOrCreateValue(context);

    public static CaptureState? Find(DbContext? context) => context is not null && States.TryGetValue(context, out var state) ? state : null;

    public void Begin(DbContext context, List<CapturedChange>? changes)
    {
        _savings.Push(new Saving(changes, context.Database.AutoTransactionBehavior));
        if (changes is null)
            context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
    }

    public void End(DbContext context)
    {
        if (_savings.TryPop(out var saving))
            context.Database.AutoTransactionBehavior = saving.Behavior;
    }

    /// <summary>One call of <c>SaveChanges</c>.</summary>
    /// <param name="changes">What is saved, in a transaction that somebody else has begun; <see langword="null"/> where EF Core begins one, and what is saved
    /// is read when that is committed.</param>
    /// <param name="behavior">What the context did of itself.</param>
    internal sealed class Saving(List<CapturedChange>? changes, AutoTransactionBehavior behavior)
    {
        public List<CapturedChange>? Changes => changes;

        public AutoTransactionBehavior Behavior => behavior;

        /// <summary>
        /// Whether anything was sent to the database. An interceptor that throws before that leaves a saving behind, whose changes are not saved.
        /// </summary>
        public bool HasExecuted { get; private set; }

        /// <summary>Whether it sends at this moment: what is executed now is its own.</summary>
        public bool IsSending { get; private set; }

        public void Sends() => (HasExecuted, IsSending) = (true, true);

        /// <summary>It commits, and what others execute with that is theirs. Where it is tried again it sends again.</summary>
        public void HasSent() => IsSending = false;
    }
}
