using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Errors.AspNetCore.Tests.Site;
using Platform.Testing;

namespace Platform.Errors.AspNetCore.Tests;

public sealed class AllocationTests
{
    [Fact]
    [AllocationTestOf(typeof(ErrorMiddleware), nameof(ErrorMiddleware.InvokeAsync))]
    public void A_request_that_succeeds_costs_nothing()
    {
        using var services = Services();
        var middleware = ActivatorUtilities.CreateInstance<ErrorMiddleware>(services, new RequestDelegate(static _ => Task.CompletedTask));
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";

        AllocationMeter.AssertBytesPerCall(0, () => new ValueTask(middleware.InvokeAsync(context)));
    }

    [Fact]
    [AllocationTestOf(typeof(ErrorResponseWriter), nameof(ErrorResponseWriter.WriteAsync))]
    public void A_problem_is_written_without_an_allocation()
    {
        using var services = Services();
        var writer = services.GetRequiredService<ErrorResponseWriter>();
        var context = new DefaultHttpContext();
        var body = new KeptBody();
        context.Features.Set<IHttpResponseBodyFeature>(body);
        context.Features.Set<IHttpResponseFeature>(new KeptResponse());
        context.TraceIdentifier = "0HN";
        var error = ShopErrors.OutOfStock("kettle", 2);

        AllocationMeter.AssertBytesPerCall(0, () =>
        {
            body.Clear();
            return writer.WriteAsync(context, in error);
        });

        Assert.StartsWith("{\"type\":\"https://errors.example/out-of-stock\"", System.Text.Encoding.UTF8.GetString(body.Written), StringComparison.Ordinal);
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IHostEnvironment>(new Microsoft.Extensions.Hosting.Internal.HostingEnvironment { EnvironmentName = Environments.Production });
        services.AddPlatformErrors().AddCatalog(ShopErrors.Catalog).AddAspNetCore();
        return services.BuildServiceProvider();
    }

    /// <summary>Keeps bytes in an array that is there already, as a server's buffers are.</summary>
    private sealed class KeptBody : PipeWriter, IHttpResponseBodyFeature
    {
        private readonly byte[] _bytes = new byte[4096];
        private int _length;

        public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

        public Stream Stream => throw new NotSupportedException();

        public PipeWriter Writer => this;

        public void Clear() => _length = 0;

        public override void Advance(int bytes) => _length += bytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_length);

        public override Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_length);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }

    /// <summary>A head that keeps its length as a number, as the head of Kestrel does and the framework's dictionary for tests does not.</summary>
    private sealed class KeptResponse : HttpResponseFeature
    {
        public KeptResponse() => Headers = new KeptHeaders();
    }

    private sealed class KeptHeaders : Dictionary<string, Microsoft.Extensions.Primitives.StringValues>, IHeaderDictionary
    {
        public long? ContentLength { get; set; }

        public new Microsoft.Extensions.Primitives.StringValues this[string key]
        {
            get => TryGetValue(key, out var value) ? value : default;
            set => base[key] = value;
        }
    }
}
