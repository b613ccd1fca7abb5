using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Platform.Plugins.Abstractions.Wire;

namespace Platform.Plugins.Frames;

/// <summary>
/// The host's end of a connection: sends calls, and gives each its answer. When the connection ends, for whatever reason, every call that
/// is under way fails with one error that says so, and every later one.
/// </summary>
internal sealed class FrameCaller : IAsyncDisposable
{
    /// <summary>How many calls may be under way; more wait for their turn.</summary>
    public const int CallsAtOnce = 1_024;

    /// <summary>How many items of a stream the plugin may send ahead of whoever takes them.</summary>
    public const int ItemsAhead = 16;

    private readonly string _plugin;
    private readonly Stream _stream;
    private readonly WireMessages _messages;
    private readonly FrameSender _sender;
    private readonly CancellationTokenSource _ends = new();
    private readonly SemaphoreSlim _places = new(CallsAtOnce);
    private readonly PendingCall?[] _calls = new PendingCall?[CallsAtOnce];
    private readonly ConcurrentQueue<PendingCall> _free = new();
    private readonly ConcurrentDictionary<uint, PendingStream> _streams = new();
    private readonly Task _reading;
    private Exception? _ended;
    private int _lastPlace = -1;
    private uint _lastStream;

    public FrameCaller(string plugin, Stream stream, int maxBytes = 4 * 1024 * 1024)
    {
        (_plugin, _stream) = (plugin, stream);
        _messages = new WireMessages(FrameHeader.Bytes, maxBytes);
        _sender = new FrameSender(stream, End);
        _reading = Task.Run(ReadAllAsync);
    }

    /// <summary>Ends with the connection, and never fails.</summary>
    public Task Ended => _reading;

    /// <summary>Why it has ended; nothing before that.</summary>
    public Exception? EndedBy => Volatile.Read(ref _ended);

    /// <summary>
    /// Looks for calls and streams with which the plugin goes on though nobody waits for them any more. To be asked at equal intervals,
    /// by one thread at a time.
    /// </summary>
    /// <returns>How often in a row the one was seen that goes on longest.</returns>
    public int LookForOverdue()
    {
        var most = 0;
        foreach (var call in _calls)
            most = Math.Max(most, call?.Look() ?? 0);
        foreach (var items in _streams.Values)
            most = Math.Max(most, items.Look());
        return most;
    }

    /// <summary>What calls one implementation at the other end.</summary>
    public IPluginChannel Target(ushort target) => new TargetChannel(this, target);

    public async ValueTask DisposeAsync()
    {
        End(new PluginConnectionException($"The connection to {_plugin} was closed."));
        await _reading.ConfigureAwait(false);
        // Not the places: who calls later is told that the connection was closed.
        _ends.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<WireMessage> CallAsync(ushort target, int member, WireMessage arguments, CancellationToken cancellationToken)
    {
        PendingCall call;
        try
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
            call = Open();
        }
        catch (Exception)
        {
            arguments.Dispose();
            throw;
        }
        var request = call.Request;
        try
        {
            using var given = cancellationToken.UnsafeRegister(
                static (state, token) =>
                    ((PendingCall)state!).TryGiveUp(((PendingCall)state).Request, new OperationCanceledException(token)), call);
            _sender.Send(arguments, new FrameHeader(arguments.Length, FrameKind.Call, target, request, member));
            // The connection may have ended before the call was there to be told of it.
            if (Volatile.Read(ref _ended) is { } ended)
                call.TryGiveUp(request, ended);
            return await call.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Send(FrameKind.Cancel, request);
            throw;
        }
        finally
        {
            LetGo(call);
        }
    }

    private async IAsyncEnumerable<WireMessage> StreamAsync(
        ushort target, int member, WireMessage arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Numbers beyond all places: no call has one of these.
        var request = 0xFFFF | (Interlocked.Increment(ref _lastStream) << 16);
        var items = new PendingStream(ItemsAhead);
        if (!_streams.TryAdd(request, items))
            throw new InvalidOperationException("Too many streams of one plugin are under way.");
        try
        {
            _sender.Send(arguments, new FrameHeader(arguments.Length, FrameKind.Stream, target, request, member, ItemsAhead));
            if (Volatile.Read(ref _ended) is { } ended)
                items.End(ended);
            while (await items.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                while (items.TryTake(out var item, out var credit))
                {
                    if (credit > 0)
                        Send(FrameKind.Credit, request, credit);
                    yield return item;
                }
            }
        }
        finally
        {
            // It is forgotten when the plugin says how it ended, and not before: until then its items may be on their way.
            items.Clear();
            if (_streams.ContainsKey(request))
                Send(FrameKind.Cancel, request);
        }
    }

    private PendingCall Open()
    {
        if (Volatile.Read(ref _ended) is { } ended)
            throw ended;
        if (!_free.TryDequeue(out var call))
        {
            call = new PendingCall(Interlocked.Increment(ref _lastPlace));
            Volatile.Write(ref _calls[call.Place], call);
        }
        call.Open();
        return call;
    }

    private void Send(FrameKind kind, uint request, int number = 0) =>
        _sender.Send(_messages.Rent(), new FrameHeader(0, kind, 0, request, number));

    private async Task ReadAllAsync()
    {
        try
        {
            var reader = new FrameReader(_stream, _messages);
            while (await reader.ReadAsync(_ends.Token).ConfigureAwait(false) is (var header, { } message))
                Take(header, message);
            End(new PluginConnectionException($"The process of {_plugin} has ended."));
        }
        catch (Exception fault)
        {
            End(fault);
        }
    }

    private void Take(in FrameHeader header, WireMessage message)
    {
        if (header.Kind is not (FrameKind.Answer or FrameKind.Item or FrameKind.End or FrameKind.Fail))
            throw new WireException("A plugin sent what only hosts send.");
        var failure = header.Kind == FrameKind.Fail ? FailureText.Read(message.Bytes.Span) : null;
        var isTaken = PendingCall.PlaceOf(header.Request) < CallsAtOnce
            ? EndCall(header, message, failure) : TakeOfStream(header, message, failure);
        if (!isTaken)
            message.Dispose();
    }

    private bool EndCall(in FrameHeader header, WireMessage message, Exception? failure)
    {
        if (Volatile.Read(ref _calls[PendingCall.PlaceOf(header.Request)]) is not { } call
            || header.Kind is FrameKind.Item or FrameKind.End)
            throw new WireException("A plugin answered a call that nobody made.");
        var isWanted = call.End(header.Request, failure is null ? message : null, failure);
        LetGo(call);
        return isWanted && failure is null;
    }

    private bool TakeOfStream(in FrameHeader header, WireMessage message, Exception? failure)
    {
        if (!_streams.TryGetValue(header.Request, out var items) || header.Kind == FrameKind.Answer)
            throw new WireException("A plugin sent something of a stream that nobody asked for.");
        if (header.Kind == FrameKind.Item)
        {
            items.Add(message);
            return true;
        }
        _streams.TryRemove(header.Request, out _);
        items.End(failure);
        return false;
    }

    private void LetGo(PendingCall call)
    {
        if (!call.LetGo())
            return;
        _free.Enqueue(call);
        _places.Release();
    }

    private void End(Exception reason)
    {
        var ended = reason as PluginConnectionException ?? new PluginConnectionException(
            $"The connection to {_plugin} broke: {reason.Message}", reason);
        if (Interlocked.CompareExchange(ref _ended, ended, null) is not null)
            return;
        _ends.Cancel();
        _stream.Dispose();
        foreach (var call in _calls)
            call?.TryGiveUp(call.Request, ended);
        foreach (var items in _streams.Values)
            items.End(ended);
        // Who waits for a place sees that there is none.
        _places.Release(int.MaxValue / 2);
    }

    private sealed class TargetChannel(FrameCaller caller, ushort target) : IPluginChannel
    {
        public WireMessage Rent() => caller._messages.Rent();

        public ValueTask<WireMessage> CallAsync(int member, WireMessage arguments, CancellationToken cancellationToken) =>
            caller.CallAsync(target, member, arguments, cancellationToken);

        public IAsyncEnumerable<WireMessage> StreamAsync(int member, WireMessage arguments, CancellationToken cancellationToken) =>
            caller.StreamAsync(target, member, arguments, cancellationToken);
    }
}
