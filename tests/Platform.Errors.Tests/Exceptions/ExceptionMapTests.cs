using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Platform.Errors.Tests.Exceptions;

public sealed class ExceptionMapTests
{
    private static readonly CancellationToken Gone = new(canceled: true);

    /// <summary>Exceptions that derive from each other, each with a factory.</summary>
    private static readonly (Type Type, Func<Exception> Make)[] Family =
    [
        (typeof(Exception), () => new UnauthorizedException()),
        (typeof(SystemException), () => new FormatException("x")),
        (typeof(ArgumentException), () => new ArgumentException("x")),
        (typeof(ArgumentNullException), () => new ArgumentNullException("x")),
        (typeof(ArgumentOutOfRangeException), () => new ArgumentOutOfRangeException("x")),
        (typeof(InvalidOperationException), () => new InvalidOperationException("x")),
        (typeof(ObjectDisposedException), () => new ObjectDisposedException("x")),
        (typeof(TimeoutException), () => new TimeoutException("x")),
        (typeof(IOException), () => new IOException("x")),
        (typeof(FileNotFoundException), () => new FileNotFoundException("x")),
        (typeof(AggregateException), () => new AggregateException(new FormatException())),
        (typeof(TargetInvocationException), () => new TargetInvocationException(new FormatException())),
    ];

    [Fact]
    public void An_error_on_its_way_comes_out_as_it_was()
    {
        var exception = new ErrorException(Orders.OutOfStock("bolt", 2).WithPointer("/sku"));

        Assert.Equal(exception.Error, Map().Map(exception));
        Assert.Same(exception, Map().Map(exception).Cause);
        var cause = new FormatException();
        Assert.Same(cause, Map().Map(new ErrorException(Orders.Closed().WithCause(cause))).Cause);
    }

    [Fact]
    public void What_is_not_known_is_internal_with_its_cause()
    {
        var exception = new FormatException("secret");

        Assert.Equal("INTERNAL", Map().Map(exception).Code);
        Assert.Same(exception, Map().Map(exception).Cause);
    }

    [Fact]
    public void Some_exceptions_are_known_without_being_told()
    {
        Assert.Equal("TIMEOUT", Map().Map(new TimeoutException()).Code);
        Assert.Equal("DEPENDENCY_FAILED", Map().Map(new HttpRequestException()).Code);
        Assert.Equal("DEPENDENCY_FAILED", Map().Map(new HttpIOException(HttpRequestError.ResponseEnded)).Code);
        Assert.Equal("NOT_IMPLEMENTED", Map().Map(new NotImplementedException()).Code);
        Assert.Equal("UNAVAILABLE", Map(options => options.Map<TimeoutException>(CommonErrors.Unavailable)).Map(new TimeoutException()).Code);
    }

    public static TheoryData<Exception, string> Transport => new()
    {
        { new SocketException((int)SocketError.ConnectionRefused), "DEPENDENCY_FAILED" },
        { new SocketException((int)SocketError.HostNotFound), "DEPENDENCY_FAILED" },
        { new SocketException((int)SocketError.TimedOut), "TIMEOUT" },
        { new IOException("x", new SocketException((int)SocketError.ConnectionReset)), "DEPENDENCY_FAILED" },
        { new IOException("x", new SocketException((int)SocketError.TimedOut)), "TIMEOUT" },
        { new AggregateException(new IOException("x", new SocketException((int)SocketError.ConnectionAborted))), "DEPENDENCY_FAILED" },
        { new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused)), "DEPENDENCY_FAILED" },
        { new HttpRequestException("x", new SocketException((int)SocketError.TimedOut)), "TIMEOUT" },
        { new HttpRequestException("x", new IOException("y", new SocketException((int)SocketError.TimedOut))), "TIMEOUT" },
        { new HttpRequestException(HttpRequestError.ConnectionError, "x", new TimeoutException()), "TIMEOUT" },
        { new HttpRequestException("x", null, HttpStatusCode.ServiceUnavailable), "UNAVAILABLE" },
        { new HttpRequestException("x", null, HttpStatusCode.TooManyRequests), "UNAVAILABLE" },
        { new HttpRequestException("x", null, HttpStatusCode.GatewayTimeout), "TIMEOUT" },
        { new HttpRequestException("x", null, HttpStatusCode.NotFound), "DEPENDENCY_FAILED" },
        { new HttpRequestException(HttpRequestError.NameResolutionError), "DEPENDENCY_FAILED" },
        { new HttpIOException(HttpRequestError.ResponseEnded, "x", new IOException("y", new SocketException((int)SocketError.TimedOut))), "DEPENDENCY_FAILED" },
        { new IOException("the disk is full"), "INTERNAL" },
        { new FileNotFoundException(), "INTERNAL" },
        { new EndOfStreamException(), "INTERNAL" },
    };

    [Theory]
    [MemberData(nameof(Transport), DisableDiscoveryEnumeration = true)]
    public void What_happened_to_a_connection_is_the_failure_of_whoever_is_at_its_end(Exception exception, string code) => Assert.Equal(code, Map().Map(exception).Code);

    [Fact]
    public void A_mapping_of_its_own_counts_over_what_is_inside_an_IOException()
    {
        var reset = new IOException("x", new SocketException((int)SocketError.ConnectionReset));

        Assert.Equal("GONE", Map(options => options.Map<IOException>(CommonErrors.Gone)).Map(reset).Code);
        Assert.Equal("GONE", Map(options => options.Map<SocketException>(CommonErrors.Gone)).Map(reset).Code);
        Assert.Equal("GONE", Map(options => options.Map<Exception>(CommonErrors.Gone)).Map(new IOException("the disk is full")).Code);
        Assert.Equal("DEPENDENCY_FAILED", Map(options => options.Map<Exception>(CommonErrors.Gone)).Map(reset).Code);
        Assert.Same(reset, Map().Map(reset).Cause);
    }

    [Fact]
    public void Cancellation_by_the_caller_is_told_apart_from_a_deadline()
    {
        Assert.Equal("CANCELED", Map().Map(new OperationCanceledException(Gone), Gone).Code);
        Assert.Equal("CANCELED", Map().Map(new TaskCanceledException(), Gone).Code);
        Assert.Equal("TIMEOUT", Map().Map(new OperationCanceledException(Gone)).Code);
        Assert.Equal("TIMEOUT", Map().Map(new TaskCanceledException("HttpClient.Timeout", new TimeoutException())).Code);
        Assert.Equal("CANCELED", Map().Map(new AggregateException(new TaskCanceledException()), Gone).Code);
        Assert.Equal("INTERNAL", Map().Map(new FormatException(), Gone).Code);
    }

    [Fact]
    public void A_mapping_for_every_exception_does_not_mean_cancellation_or_wrappers()
    {
        var map = Map(options => options.Map<Exception>(CommonErrors.Unavailable));

        Assert.Equal("UNAVAILABLE", map.Map(new FormatException()).Code);
        Assert.Equal("TIMEOUT", map.Map(new OperationCanceledException()).Code);
        Assert.Equal("CANCELED", map.Map(new OperationCanceledException(), Gone).Code);
        Assert.Equal("TIMEOUT", map.Map(new AggregateException(new TimeoutException())).Code);
        Assert.Equal("CONFLICT", Map(options => options.Map<OperationCanceledException>(CommonErrors.Conflict)).Map(new TaskCanceledException()).Code);
    }

    [Fact]
    public void Wrappers_are_looked_through_at_any_depth()
    {
        Exception exception = new ErrorException(Orders.Closed());
        for (var depth = 0; depth < 10; depth++)
            exception = (depth % 3) switch { 0 => new AggregateException(exception), 1 => new TargetInvocationException(exception), _ => new TypeInitializationException("T", exception) };

        var error = Map().Map(exception);

        Assert.Equal(Orders.Closed(), error);
        Assert.Same(exception, error.Cause);
    }

    [Fact]
    public void A_wrapper_that_is_mapped_itself_is_not_looked_through() =>
        Assert.Equal("CONFLICT", Map(options => options.Map<AggregateException>(CommonErrors.Conflict)).Map(new AggregateException(new TimeoutException())).Code);

    [Fact]
    public void Of_several_the_gravest_counts_and_the_first_among_equals()
    {
        Assert.Equal("INTERNAL", Map().Map(new AggregateException(new ErrorException(Orders.Closed()), new TimeoutException(), new FormatException())).Code);
        Assert.Equal("TIMEOUT", Map().Map(new AggregateException(new ErrorException(Orders.Closed()), new TimeoutException(), new HttpRequestException())).Code);
        Assert.Equal("ORDER_CLOSED", Map().Map(new AggregateException(new OperationCanceledException(), new ErrorException(Orders.Closed())), Gone).Code);
        Assert.Equal("INTERNAL", Map().Map(new AggregateException()).Code);
    }

    [Fact]
    public void Nesting_without_end_ends()
    {
        Exception exception = new TimeoutException();
        for (var depth = 0; depth < 100_000; depth++)
            exception = new TargetInvocationException(exception);
        Exception branching = new TimeoutException();
        for (var depth = 0; depth < 1_000; depth++)
            branching = new TargetInvocationException(new AggregateException(branching, new TimeoutException()));

        Assert.Equal("INTERNAL", Map().Map(exception).Code);
        Assert.NotNull(Map().Map(branching).Cause);
    }

    [Fact]
    public void A_mapping_may_look_into_the_exception()
    {
        var map = Map(options => options.Map<FileNotFoundException>(exception => Orders.OutOfStock(exception.FileName!, 0)));

        Assert.Equal(Orders.OutOfStock("a.txt", 0), map.Map(new FileNotFoundException("x", "a.txt")));
    }

    [Fact]
    public void A_mapping_that_throws_does_not_hide_the_failure()
    {
        var fault = new InvalidOperationException("mapping");
        var exception = new FormatException("original");

        var error = Map(options => options.Map<FormatException>(_ => throw fault)).Map(exception);

        Assert.Equal("INTERNAL", error.Code);
        Assert.Equal([exception, fault], Assert.IsType<AggregateException>(error.Cause).InnerExceptions);
    }

    [Fact]
    public void What_another_service_says_of_the_call_to_it_is_not_passed_on()
    {
        static Error Remote(Error error) => Map().Map(new ErrorException(error) { IsRemote = true });

        Assert.Equal("DEPENDENCY_FAILED", Remote(CommonErrors.Unauthenticated()).Code);
        Assert.Equal("DEPENDENCY_FAILED", Remote(ProblemReader.FromStatus(404)).Code);
        Assert.Equal("TIMEOUT", Remote(ProblemReader.FromStatus(504)).Code);
        Assert.Equal("UNAVAILABLE", Remote(CommonErrors.RateLimited().WithRetryAfter(TimeSpan.FromSeconds(3))).Code);
        Assert.Equal(TimeSpan.FromSeconds(3), Remote(CommonErrors.RateLimited().WithRetryAfter(TimeSpan.FromSeconds(3))).RetryAfter);
        Assert.Equal(Orders.Closed(), Remote(Orders.Closed()));
        Assert.Equal(CommonErrors.Unauthenticated(), Map().Map(new ErrorException(CommonErrors.Unauthenticated())));
    }

    [Fact]
    public void An_exception_can_be_declared_to_tell_what_another_service_said()
    {
        var map = Map(options => options.MapRemote<FileNotFoundException>(exception => exception.FileName is { } sku
            ? Orders.OutOfStock(sku, 0)
            : CommonErrors.RateLimited().WithRetryAfter(TimeSpan.FromSeconds(3))));

        Assert.Equal(Orders.OutOfStock("bolt", 0), map.Map(new FileNotFoundException("x", "bolt")));
        Assert.Equal(CommonErrors.Unavailable().WithRetryAfter(TimeSpan.FromSeconds(3)), map.Map(new AggregateException(new FileNotFoundException("x"))));
        var faulty = Map(options => options.MapRemote<FormatException>(_ => throw new TimeoutException())).Map(new FormatException());
        Assert.Equal("INTERNAL", faulty.Code);
        Assert.IsType<AggregateException>(faulty.Cause);
        Assert.Throws<ArgumentNullException>(() => new PlatformErrorsOptions().MapRemote<FormatException>(null!));
    }

    [Fact]
    public void A_plugin_that_has_thrown_can_still_be_unloaded()
    {
        var map = Map();
        var plugin = ThrowFromPlugin(map);

        for (var attempt = 0; attempt < 20 && plugin.IsAlive; attempt++)
        {
#pragma warning disable RS0030 // The question is what the collector may take.
            GC.Collect();
#pragma warning restore RS0030
            GC.WaitForPendingFinalizers();
        }

        Assert.False(plugin.IsAlive);
        GC.KeepAlive(map);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ThrowFromPlugin(ExceptionMap map)
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Plugin"), AssemblyBuilderAccess.RunAndCollect).DefineDynamicModule("Plugin");
        var type = module.DefineType("PluginException", TypeAttributes.Public | TypeAttributes.Class, typeof(FormatException)).CreateType();
        Assert.Equal("INTERNAL", map.Map((Exception)Activator.CreateInstance(type)!).Code);
        return new WeakReference(type);
    }

    [Property(MaxTest = 300)]
    public Property The_nearest_mapped_type_wins() => Prop.ForAll(
        Gen.SubListOf(Enumerable.Range(0, Family.Length)).Select(mapped => mapped.ToArray()).ToArbitrary(),
        Gen.Choose(0, Family.Length - 1).ToArbitrary(),
        (mapped, thrown) =>
        {
            var options = new PlatformErrorsOptions();
            foreach (var index in mapped)
                Add(options, index);
            var exception = Family[thrown].Make();
            return new ExceptionMap(Microsoft.Extensions.Options.Options.Create(options)).Map(exception) == Naive(mapped, exception);
        });

    /// <summary>The rule by distance, counted from every mapped type.</summary>
    private static Error Naive(int[] mapped, Exception exception)
    {
        var best = mapped.Where(index => Family[index].Type.IsInstanceOfType(exception)).Select(index => (int?)index).MinBy(index => Distance(exception.GetType(), Family[index!.Value].Type));
        var isWrapper = exception is AggregateException or TargetInvocationException;
        if (isWrapper && (best is null || Family[best.Value].Type != exception.GetType()))
            return Naive(mapped, exception.InnerException!);
        if (best is null)
            return exception is TimeoutException ? CommonErrors.Timeout() : CommonErrors.Internal();
        return exception is TimeoutException && Family[best.Value].Type != typeof(TimeoutException) ? CommonErrors.Timeout() : Orders.OutOfStock("mapped", best.Value);
    }

    private static int Distance(Type from, Type to) => from == to ? 0 : 1 + Distance(from.BaseType!, to);

    private static void Add(PlatformErrorsOptions options, int index) =>
        typeof(ExceptionMapTests).GetMethod(nameof(AddOf), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(Family[index].Type).Invoke(null, [options, index]);

    private static void AddOf<TException>(PlatformErrorsOptions options, int index)
        where TException : Exception
        => options.Map<TException>(() => Orders.OutOfStock("mapped", index));

    private static ExceptionMap Map(Action<PlatformErrorsOptions>? configure = null) => new(Subject.Options(configure));

    private sealed class UnauthorizedException : Exception;
}
