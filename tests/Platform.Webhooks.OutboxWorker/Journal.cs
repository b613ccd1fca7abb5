using System.Text;

namespace Platform.Webhooks.OutboxWorker;

/// <summary>Lines in a file. Without a buffer: a line that was written is the system's, and outlives the process.</summary>
internal sealed class Journal(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _lines = new(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 });

    public void Write(string line)
    {
        lock (_lock)
            _lines.Write(Encoding.ASCII.GetBytes(line + "\n"));
    }

    public void Dispose() => _lines.Dispose();
}
