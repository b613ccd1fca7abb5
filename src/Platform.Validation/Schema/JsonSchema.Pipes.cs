using System.Buffers;
using System.IO.Pipelines;

namespace Platform.Validation.Schema;

/// <content>What comes in over time. It is gathered up to the limit of bytes and judged when it is whole.</content>
public sealed partial class JsonSchema
{
    /// <summary>Whether what a pipe brings is valid JSON that the schema lets in.</summary>
    /// <param name="reader">The pipe, which is read to its end or to the limit of bytes, and is not completed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="OperationCanceledException">The reading was ended, by the token or by <see cref="PipeReader.CancelPendingRead"/>.</exception>
    public ValueTask<bool> IsValidAsync(PipeReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return ReadAsync(reader, static (schema, json, _) => schema.IsValid(in json), static _ => false, default, cancellationToken);
    }

    /// <summary>Whether what a stream brings is valid JSON that the schema lets in.</summary>
    /// <param name="stream">The stream, which is read to its end or to the limit of bytes, and is not closed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="OperationCanceledException">The reading was ended.</exception>
    public async ValueTask<bool> IsValidAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            return await IsValidAsync(reader, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Says what is wrong with what a pipe brings, if anything is.</summary>
    /// <param name="reader">The pipe, which is read to its end or to the limit of bytes, and is not completed.</param>
    /// <param name="detail">How much is said.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The result.</returns>
    /// <exception cref="OperationCanceledException">The reading was ended, by the token or by <see cref="PipeReader.CancelPendingRead"/>.</exception>
    public ValueTask<ValidationResult> ValidateAsync(PipeReader reader, SchemaDetail detail = SchemaDetail.AllFailures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return ReadAsync(reader, static (schema, json, detail) => schema.Validate(in json, detail), static schema => schema.TooLarge(), detail, cancellationToken);
    }

    /// <summary>Says what is wrong with what a stream brings, if anything is.</summary>
    /// <param name="stream">The stream, which is read to its end or to the limit of bytes, and is not closed.</param>
    /// <param name="detail">How much is said.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The result.</returns>
    /// <exception cref="OperationCanceledException">The reading was ended.</exception>
    public async ValueTask<ValidationResult> ValidateAsync(Stream stream, SchemaDetail detail = SchemaDetail.AllFailures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            return await ValidateAsync(reader, detail, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<T> ReadAsync<T>(
        PipeReader reader, Func<JsonSchema, ReadOnlySequence<byte>, SchemaDetail, T> whole, Func<JsonSchema, T> tooLarge, SchemaDetail detail, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (read.IsCanceled)
            {
                reader.AdvanceTo(buffer.Start);
                throw new OperationCanceledException("The reading of the pipe was cancelled.");
            }
            if (buffer.Length > _compiled.Limits.MaxBytes)
            {
                reader.AdvanceTo(buffer.End);
                return tooLarge(this);
            }
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }
            try
            {
                return whole(this, buffer, detail);
            }
            finally
            {
                reader.AdvanceTo(buffer.End);
            }
        }
    }
}
