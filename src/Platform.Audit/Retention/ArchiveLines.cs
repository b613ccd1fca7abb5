namespace Platform.Audit.Retention;

/// <summary>Reads lines of bounded length: what is no archive must not fill the memory.</summary>
internal sealed class ArchiveLines(Stream source, int most)
{
    private readonly byte[] _buffer = new byte[most];
    private int _from;
    private int _to;

    /// <returns>The line, which is valid until the next is read; empty at the end.</returns>
    /// <exception cref="AuditIntegrityException">A line is longer than any is, or the file is damaged.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        for (var looked = 0; ;)
        {
            var end = _buffer.AsSpan(_from + looked, _to - _from - looked).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = _buffer.AsMemory(_from, looked + end);
                _from += line.Length + 1;
                return line;
            }
            looked = _to - _from;
            if (_from > 0)
            {
                _buffer.AsSpan(_from, looked).CopyTo(_buffer);
                (_from, _to) = (0, looked);
            }
            if (_to == _buffer.Length)
                throw new AuditIntegrityException("A line of the archive is longer than any record.");
            var read = await TryReadAsync(cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return looked == 0 ? default : throw new AuditIntegrityException("The archive ends in the middle of a line.");
            _to += read;
        }
    }

    private async ValueTask<int> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(_buffer.AsMemory(_to), cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            throw new AuditIntegrityException("The archive is damaged: it cannot be decompressed.", exception);
        }
    }
}
