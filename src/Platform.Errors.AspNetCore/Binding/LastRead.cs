using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Hands a request's body on as it is, and gives what was read last back to the server only with the next read, or when the request ends: the serializer has
/// consumed what it refuses by the time that it says so, and what stood there could no longer be told. Nothing is copied. Like every reader of a pipe for one
/// thread at a time.
/// </summary>
/// <param name="original">The server's.</param>
internal sealed class LastRead(IRequestBodyPipeFeature original) : PipeReader, IRequestBodyPipeFeature
{
    private PipeReader? _inner;
    private ReadOnlySequence<byte> _buffer;
    private SequencePosition _consumed;
    private SequencePosition _examined;
    private bool _isWhole;
    private bool _isRead;
    private bool _isHeld;
    private bool _isCut;

    /// <summary>This one; over the reader of whatever the body is by now, since middleware may put another in its place.</summary>
    public PipeReader Reader
    {
        get
        {
            if (original.Reader is var current && !ReferenceEquals(current, _inner))
            {
                Release();
                (_inner, _isCut) = (current, false);
            }
            return this;
        }
    }

    private PipeReader Inner => _inner ?? original.Reader;

    /// <summary>Whether the request has JSON, by its own account.</summary>
    public static bool IsFor(HttpRequest request) => request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What was read of the body, if it was read in one piece, which small ones are.</summary>
    /// <param name="body">The body from its beginning.</param>
    /// <param name="isWhole">Whether this is all of it.</param>
    public bool TryLook(out ReadOnlySequence<byte> body, out bool isWhole)
    {
        (body, isWhole) = (_buffer, _isWhole);
        return _isHeld && !_isCut;
    }

    /// <summary>Gives back what is held.</summary>
    public void Release()
    {
        if (!_isHeld)
            return;
        _isHeld = false;
        _isCut |= !_consumed.Equals(_buffer.Start);
        _buffer = default;
        Inner.AdvanceTo(_consumed, _examined);
    }

    public override bool TryRead(out ReadResult result)
    {
        Release();
        if (!Inner.TryRead(out result))
            return false;
        Keep(result);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        Release();
        return Kept(Inner.ReadAsync(cancellationToken));
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // Without a read in between there is nothing to give back, which the server's own reader says.
        if (!_isRead)
        {
            Release();
            Inner.AdvanceTo(consumed, examined);
            return;
        }
        (_consumed, _examined, _isHeld, _isRead) = (consumed, examined, true, false);
    }

    public override void CancelPendingRead() => Inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        Release();
        Inner.Complete(exception);
    }

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        Release();
        return Inner.CompleteAsync(exception);
    }

    protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken)
    {
        Release();
        return Kept(Inner.ReadAtLeastAsync(minimumSize, cancellationToken));
    }

    private ValueTask<ReadResult> Kept(ValueTask<ReadResult> reading)
    {
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Keep(reading.Result)) : AwaitedAsync(reading);

        async ValueTask<ReadResult> AwaitedAsync(ValueTask<ReadResult> read) => Keep(await read.ConfigureAwait(false));
    }

    private ReadResult Keep(ReadResult result)
    {
        (_buffer, _isWhole, _isRead) = (result.Buffer, result.IsCompleted, true);
        return result;
    }
}
