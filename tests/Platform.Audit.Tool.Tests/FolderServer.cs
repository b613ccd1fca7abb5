using System.Net;

namespace Platform.Audit.Tool.Tests;

/// <summary>Serves a folder, as any web server does; and lies, if it is told to.</summary>
internal sealed class FolderServer : IDisposable
{
    private readonly HttpListener _listener;
    private volatile string _folder;
    private (string Path, Action<byte[]> Change)? _lie;
    private (string Path, int After, byte[] Bytes)? _swap;

    public FolderServer(string folder)
    {
        _folder = folder;
        // A port that nobody has is drawn until one is free.
        for (var port = 20_000 + Environment.ProcessId % 20_000; ; port++)
        {
            Address = FormattableString.Invariant($"http://127.0.0.1:{port}");
            // One that could not start is disposed of.
            var listener = new HttpListener();
            listener.Prefixes.Add(Address + "/");
            try
            {
                listener.Start();
                _listener = listener;
                break;
            }
            catch (HttpListenerException) when (port < 60_000)
            {
                // Taken.
            }
        }
        _ = ServeAsync();
    }

    public string Address { get; }

    public bool Refuse { get; set; }

    public void Lie(string path, Action<byte[]> change) => _lie = (path, change);

    /// <summary>Another folder is served from now on.</summary>
    public void Serve(string folder) => _folder = folder;

    /// <summary>A file is another one when it has been asked for so often.</summary>
    public void Swap(string path, int afterRequests, byte[] bytes) => _swap = (path, afterRequests, bytes);

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Answer(context);
        }
    }

    private void Answer(HttpListenerContext context)
    {
        using var response = context.Response;
        var path = context.Request.Url!.AbsolutePath.TrimStart('/');
        var file = Path.Combine(_folder, path);
        response.StatusCode = Refuse ? 503 : File.Exists(file) ? 200 : 404;
        if (response.StatusCode != 200)
            return;
        var bytes = File.ReadAllBytes(file);
        if (_lie is { } lie && lie.Path == path)
            lie.Change(bytes);
        if (_swap is { } swap && swap.Path == path)
        {
            _swap = swap with { After = swap.After - 1 };
            bytes = swap.After > 0 ? bytes : swap.Bytes;
        }
        response.OutputStream.Write(bytes);
    }
}
