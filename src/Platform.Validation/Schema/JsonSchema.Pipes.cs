using System.Buffers;
using System.IO.Pipelines;
using Platform.Validation.Schema.Streaming;

namespace Platform.Validation.Schema;

/// <content>
/// What comes in over time, and is judged while it does. What is short is judged when it is whole; of what is longer each part is judged and dropped as it comes, as far as the
/// schema asks members and items one by one.
/// </content>
public sealed partial class JsonSchema
{
    /// <summary>So much is gathered before anything is judged: most bodies are shorter, and are judged in one piece.</summary>
    private const int PartBytes = 16 * 1024;

    /// <summary>Whether what a pipe brings is valid JSON that the schema lets in.</summary>
    /// <param name="reader">The pipe, which is read to its end, to the limit of bytes, or until it is known that something is wrong, and is not completed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="OperationCanceledException">The reading was ended, by the token or by <see cref="PipeReader.CancelPendingRead"/>.</exception>
    public ValueTask<bool> IsValidAsync(PipeReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return IsValidAsync(reader, PartBytes, cancellationToken);
    }

    /// <summary>Whether what a stream brings is valid JSON that the schema lets in.</summary>
    /// <param name="stream">The stream, which is read to its end, to the limit of bytes, or until the answer is known, and is not closed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="OperationCanceledException">The reading was ended.</exception>
    public async ValueTask<bool> IsValidAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: PartBytes, leaveOpen: true));
        try
        {
            return await IsValidAsync(reader, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Says what is wrong with what a pipe brings, if anything is. Of what is judged in parts, failures of the parts stand before those of the whole.
    /// </summary>
    /// <param name="reader">The pipe, which is read to its end, to the limit of bytes, or until there are enough failures, and is not completed.</param>
    /// <param name="detail">How much is said.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The result.</returns>
    /// <exception cref="OperationCanceledException">The reading was ended, by the token or by <see cref="PipeReader.CancelPendingRead"/>.</exception>
    public ValueTask<ValidationResult> ValidateAsync(PipeReader reader, SchemaDetail detail = SchemaDetail.AllFailures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return ValidateAsync(reader, detail, PartBytes, cancellationToken);
    }

    /// <summary>Says what is wrong with what a stream brings, if anything is.</summary>
    /// <param name="stream">The stream, which is read to its end, to the limit of bytes, or until the answer is known, and is not closed.</param>
    /// <param name="detail">How much is said.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The result.</returns>
    /// <exception cref="OperationCanceledException">The reading was ended.</exception>
    public async ValueTask<ValidationResult> ValidateAsync(Stream stream, SchemaDetail detail = SchemaDetail.AllFailures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: PartBytes, leaveOpen: true));
        try
        {
            return await ValidateAsync(reader, detail, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>With another length of what is gathered.</summary>
    internal async ValueTask<bool> IsValidAsync(PipeReader reader, int partBytes, CancellationToken cancellationToken)
    {
        var judge = new StreamJudge(_compiled, mostFailures: 0, partBytes);
        var whole = await ReadAsync(reader, judge, partBytes, cancellationToken).ConfigureAwait(false);
        if (whole is not { } bytes)
            return judge.IsValid;
        try
        {
            return IsValid(in bytes);
        }
        finally
        {
            reader.AdvanceTo(bytes.End);
        }
    }

    /// <inheritdoc cref="IsValidAsync(PipeReader, int, CancellationToken)"/>
    internal async ValueTask<ValidationResult> ValidateAsync(PipeReader reader, SchemaDetail detail, int partBytes, CancellationToken cancellationToken)
    {
        var judge = new StreamJudge(_compiled, detail == SchemaDetail.FirstFailure ? 1 : _compiled.Limits.MaxFailures, partBytes);
        var whole = await ReadAsync(reader, judge, partBytes, cancellationToken).ConfigureAwait(false);
        if (whole is not { } bytes)
            return judge.Result;
        try
        {
            return Validate(in bytes, detail);
        }
        finally
        {
            reader.AdvanceTo(bytes.End);
        }
    }

    /// <summary>Has a text judged while it arrives.</summary>
    /// <returns>The whole text, where it is to be judged so; it is the reader's, and the reader is to be advanced. Nothing where the judge knows the answer.</returns>
    private async ValueTask<ReadOnlySequence<byte>?> ReadAsync(PipeReader reader, StreamJudge judge, int partBytes, CancellationToken cancellationToken)
    {
        var enough = 0L;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (read.IsCanceled)
            {
                reader.AdvanceTo(buffer.Start);
                throw new OperationCanceledException("The reading of the pipe was cancelled.");
            }
            if (judge.Consumed + buffer.Length > _compiled.Limits.MaxBytes)
            {
                judge.TooLarge();
                reader.AdvanceTo(buffer.End);
                return null;
            }
            if (read.IsCompleted && judge.IsWhole)
                return buffer;
            // What is held has been looked at: a little more of it is not worth walking over all its pieces again.
            if ((judge.IsWhole && buffer.Length < partBytes) || (!read.IsCompleted && buffer.Length < enough))
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }
            var (isDecided, dropped) = (true, buffer.Length);
            try
            {
                isDecided = judge.Read(buffer, read.IsCompleted, out var judged);
                if (!isDecided)
                    dropped = judged;
            }
            finally
            {
                // Also where a format of somebody else's throws.
                reader.AdvanceTo(buffer.GetPosition(dropped), buffer.End);
            }
            if (isDecided)
                return null;
            enough = buffer.Length - dropped + ((buffer.Length - dropped) >> 3);
        }
    }
}
