using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Platform.Errors;

/// <summary>The one place that says what an exception means: response, log level, retry and metrics all follow from the error it gives.</summary>
/// <remarks>
/// Safe on many threads. Without any configuration: <see cref="ErrorException"/> gives its own error, <see cref="TimeoutException"/> is <c>TIMEOUT</c>,
/// <see cref="HttpRequestException"/>, <see cref="HttpIOException"/> (a response that breaks off while it is read) and <see cref="SocketException"/>, also
/// inside an <see cref="IOException"/>, are <c>DEPENDENCY_FAILED</c>, or <c>TIMEOUT</c> and <c>UNAVAILABLE</c> where they say so themselves,
/// <see cref="NotImplementedException"/> is <c>NOT_IMPLEMENTED</c>, and everything that is not known is <c>INTERNAL</c>.
/// </remarks>
public sealed class ExceptionMap
{
    /// <summary>Deeper nesting than any real exception has; what is deeper still is judged by where the search stopped.</summary>
    private const int Deepest = 64;

    private readonly Dictionary<Type, Func<Exception, Error>> _mappings = new()
    {
        [typeof(TimeoutException)] = static _ => CommonErrors.Timeout(),
        [typeof(HttpRequestException)] = static exception => TransportFailures.Of((HttpRequestException)exception),
        [typeof(SocketException)] = static exception => TransportFailures.Of((SocketException)exception),
        [typeof(HttpIOException)] = static _ => CommonErrors.DependencyFailed(),
        [typeof(NotImplementedException)] = static _ => CommonErrors.NotImplemented(),
    };

    // Holds types weakly: a plugin that has thrown an exception of its own must still be able to be unloaded.
    private readonly ConditionalWeakTable<Type, Mapping> _nearest = [];

    /// <summary>Takes the mappings of the options, over those that are built in.</summary>
    /// <param name="options">The options.</param>
    public ExceptionMap(IOptions<PlatformErrorsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var (type, make) in options.Value.Mappings)
            _mappings[type] = make;
    }

    /// <summary>What an exception means.</summary>
    /// <param name="exception">
    /// The exception. <see cref="AggregateException"/>, <see cref="TargetInvocationException"/> and <see cref="TypeInitializationException"/> are looked
    /// through, unless they are mapped themselves; of several inner exceptions the gravest counts.
    /// </param>
    /// <param name="callers">
    /// The token by which the caller says that it no longer waits. If it is cancelled, an <see cref="OperationCanceledException"/> means <c>CANCELED</c>; else
    /// some deadline on this side has passed, and it means <c>TIMEOUT</c>.
    /// </param>
    /// <returns>
    /// The error, with the exception as its <see cref="Error.Cause"/> if it has none. It never throws: a mapping that does gives <c>INTERNAL</c>.
    /// </returns>
    public Error Map(Exception exception, CancellationToken callers = default)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var error = Judge(exception, depth: 0, callers);
        return error.Cause is null ? error.WithCause(exception) : error;
    }

    private Error Judge(Exception exception, int depth, CancellationToken callers)
    {
        for (; depth < Deepest; depth++)
        {
            var mapping = Nearest(exception.GetType());
            if (exception is OperationCanceledException && callers.IsCancellationRequested)
                return CommonErrors.Canceled();
            if (Inner(exception, mapping) is not { } inner)
                return exception is AggregateException several && !mapping.IsFor(typeof(AggregateException))
                    ? Gravest(several, depth + 1, callers)
                    : Apply(mapping, exception);
            exception = inner;
        }
        return CommonErrors.Internal();
    }

    /// <summary>The one exception in a wrapper that says nothing itself.</summary>
    private static Exception? Inner(Exception exception, Mapping mapping) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } when !mapping.IsFor(typeof(AggregateException)) => only,
        TargetInvocationException { InnerException: { } inner } when !mapping.IsFor(typeof(TargetInvocationException)) => inner,
        TypeInitializationException { InnerException: { } inner } when !mapping.IsFor(typeof(TypeInitializationException)) => inner,
        // A stream over a network says what happened to its socket in this way; a stream over a file has no socket.
        IOException { InnerException: SocketException inner } when !mapping.IsFor(typeof(IOException)) => inner,
        _ => null,
    };

    private Error Gravest(AggregateException several, int depth, CancellationToken callers)
    {
        Error? gravest = null;
        foreach (var inner in several.Flatten().InnerExceptions)
        {
            var error = Judge(inner, depth, callers);
            if (gravest is not { } other || Gravity(error.Kind) > Gravity(other.Kind))
                gravest = error;
        }
        return gravest ?? CommonErrors.Internal();
    }

    private static int Gravity(ErrorKind kind) => kind switch
    {
        ErrorKind.Internal or ErrorKind.DataLoss => 3,
        ErrorKind.Canceled => 0,
        _ => kind.IsCallersFault() ? 1 : 2,
    };

    [SuppressMessage("Design", "CA1031", Justification = "A mapping that throws must not replace the failure that it was asked about.")]
    private static Error Apply(Mapping mapping, Exception exception)
    {
        if (exception is ErrorException carrier)
            return carrier.IsRemote ? Remote(carrier.Error) : carrier.Error;
        if (mapping.Make is null)
            return exception is OperationCanceledException ? CommonErrors.Timeout() : CommonErrors.Internal();
        try
        {
            return mapping.Make(exception);
        }
        catch (Exception fault)
        {
            return CommonErrors.Internal().WithCause(new AggregateException($"The mapping of {mapping.Type} threw.", exception, fault));
        }
    }

    /// <summary>What the error of another service means for the callers of this one.</summary>
    private static Error Remote(in Error error)
    {
        if (error.Descriptor is { IsForeign: false } descriptor && descriptor.Domain != CommonErrors.Catalog.Domain)
            return error;
        var own = error.Kind switch
        {
            ErrorKind.Timeout => CommonErrors.Timeout(),
            ErrorKind.Unavailable or ErrorKind.RateLimited => CommonErrors.Unavailable(),
            _ => CommonErrors.DependencyFailed(),
        };
        return error.RetryAfter is { } delay ? own.WithRetryAfter(delay) : own;
    }

    private Mapping Nearest(Type type) => _nearest.GetOrAdd(type, static (type, mappings) =>
    {
        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (mappings.TryGetValue(candidate, out var make))
                return new Mapping(candidate, make);
            // Cancellation is no case of what its base class is mapped to: a mapping for "every exception" does not mean it.
            if (candidate == typeof(OperationCanceledException))
                break;
        }
        return Mapping.None;
    }, _mappings);

    /// <summary>The nearest type that is mapped, and its mapping; nothing if there is none.</summary>
    private sealed record Mapping(Type? Type, Func<Exception, Error>? Make)
    {
        public static Mapping None { get; } = new(null, null);

        public bool IsFor(Type wrapper) => wrapper.IsAssignableFrom(Type);
    }
}
