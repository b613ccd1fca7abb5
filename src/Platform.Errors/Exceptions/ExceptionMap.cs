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
/// inside an <see cref="IOException"/>, are <c>DEPENDENCY_FAILED</c>, or <c>TIMEOUT</c> and <c>UNAVAILABLE</c> where they or their status say so,
/// <see cref="NotImplementedException"/> is <c>NOT_IMPLEMENTED</c>, and everything that is not known is <c>INTERNAL</c>.
/// </remarks>
public sealed class ExceptionMap
{
    /// <summary>Deeper nesting than any real exception has; what is deeper still is judged by where the search stopped.</summary>
    private const int Deepest = 64;

    private readonly Dictionary<Type, ExceptionMapping> _mappings = new()
    {
        [typeof(TimeoutException)] = new(static _ => CommonErrors.Timeout()),
        [typeof(HttpRequestException)] = new(static exception => TransportFailures.Of((HttpRequestException)exception), IsRemote: true),
        [typeof(SocketException)] = new(static exception => TransportFailures.Of((SocketException)exception)),
        [typeof(HttpIOException)] = new(static _ => CommonErrors.DependencyFailed()),
        [typeof(NotImplementedException)] = new(static _ => CommonErrors.NotImplemented()),
    };

    // Holds types weakly: a plugin that has thrown an exception of its own must still be able to be unloaded.
    private readonly ConditionalWeakTable<Type, Mapping> _nearest = [];

    /// <summary>Takes the mappings of the options, over those that are built in.</summary>
    /// <param name="options">The options.</param>
    public ExceptionMap(IOptions<PlatformErrorsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var (type, mapping) in options.Value.Mappings)
            _mappings[type] = mapping;
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

    /// <summary>
    /// What another service said, where an error is only what that means for the callers of this one: by the exception that was the cause. Every other error is
    /// given back as it is, also one that a mapping of this service has made.
    /// </summary>
    internal Error SaidBy(in Error error)
    {
        if (error.Cause is not { } exception || !IsMeaningOfRemote(error.Descriptor))
            return error;
        var mapping = Nearest(exception.GetType());
        for (var depth = 0; depth < Deepest && Inner(exception, mapping) is { } inner; depth++)
            (exception, mapping) = (inner, Nearest(inner.GetType()));
        var said = exception is ErrorException { IsRemote: true } carrier ? carrier.Error
            : exception is not ErrorException && mapping.Found is { IsRemote: true } found && TryMake(mapping.Type, found, exception, out var made) ? made
            : error;
        // Somebody may have made another error of the same cause, as a pipeline does whose time limit has ended the call.
        return Remote(in said, CancellationToken.None).Descriptor == error.Descriptor ? said : error;
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
                    : Apply(mapping, exception, callers);
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

    private static Error Apply(Mapping mapping, Exception exception, CancellationToken callers)
    {
        if (exception is ErrorException carrier)
            return carrier.IsRemote ? Remote(carrier.Error, callers) : carrier.Error;
        if (mapping.Found is null)
            return exception is OperationCanceledException ? CommonErrors.Timeout() : CommonErrors.Internal();
        return TryMake(mapping.Type, mapping.Found, exception, out var made) && mapping.Found.IsRemote ? Remote(in made, callers) : made;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A mapping that throws must not replace the failure that it was asked about.")]
    private static bool TryMake(Type? type, ExceptionMapping mapping, Exception exception, out Error error)
    {
        try
        {
            error = mapping.Make(exception);
            return true;
        }
        catch (Exception fault)
        {
            error = CommonErrors.Internal().WithCause(new AggregateException($"The mapping of {type} threw.", exception, fault));
            return false;
        }
    }

    /// <summary>What the error of another service means for the callers of this one.</summary>
    internal static Error Remote(in Error error, CancellationToken callers)
    {
        // Some clients tell what a token did as an error of the other side.
        if (error.Kind == ErrorKind.Canceled && callers.IsCancellationRequested)
            return CommonErrors.Canceled();
        if (error.Descriptor is { IsForeign: false } descriptor && descriptor.Domain != CommonErrors.Catalog.Domain)
            return error;
        var own = error.Kind switch
        {
            ErrorKind.Timeout or ErrorKind.RequestTimeout => CommonErrors.Timeout(),
            ErrorKind.Unavailable or ErrorKind.RateLimited => CommonErrors.Unavailable(),
            _ => CommonErrors.DependencyFailed(),
        };
        return error.RetryAfter is { } delay ? own.WithRetryAfter(delay) : own;
    }

    /// <summary>Whether it is one of the errors that <see cref="Remote"/> makes.</summary>
    internal static bool IsMeaningOfRemote(ErrorDescriptor descriptor) =>
        descriptor == CommonErrors.Descriptors.DependencyFailed || descriptor == CommonErrors.Descriptors.Unavailable
            || descriptor == CommonErrors.Descriptors.Timeout;

    private Mapping Nearest(Type type) => _nearest.GetOrAdd(type, static (type, mappings) =>
    {
        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (mappings.TryGetValue(candidate, out var found))
                return new Mapping(candidate, found);
            // Cancellation is no case of what its base class is mapped to: a mapping for "every exception" does not mean it.
            if (candidate == typeof(OperationCanceledException))
                break;
        }
        return Mapping.None;
    }, _mappings);

    /// <summary>The nearest type that is mapped, and its mapping; nothing if there is none.</summary>
    private sealed record Mapping(Type? Type, ExceptionMapping? Found)
    {
        public static Mapping None { get; } = new(null, null);

        public bool IsFor(Type wrapper) => wrapper.IsAssignableFrom(Type);
    }
}
