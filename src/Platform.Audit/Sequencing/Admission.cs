namespace Platform.Audit.Sequencing;

/// <summary>A place in the line before a queue that is full.</summary>
/// <param name="length">The bytes that whoever stands there brings.</param>
/// <param name="whenUnavailable">Whether it may go on without.</param>
internal sealed class Admission(int length, WhenAuditUnavailable whenUnavailable)
{
    private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Length => length;

    public WhenAuditUnavailable WhenUnavailable => whenUnavailable;

    /// <summary>Ends when there is room, which is kept for it, or when the queue is closed.</summary>
    public Task Called => _called.Task;

    /// <summary>Whether room is kept for it. Belongs to the queue.</summary>
    public bool HasRoom { get; set; }

    public void Call() => _called.TrySetResult();
}
