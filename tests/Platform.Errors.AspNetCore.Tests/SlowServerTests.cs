using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

public sealed class SlowServerTests
{
    [Fact]
    public async Task A_body_that_the_server_has_not_taken_is_not_overwritten_by_the_next_answer()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Production });
        services.AddPlatformErrors().AddCatalog(ShopErrors.Catalog).AddAspNetCore();
        await using var provider = services.BuildServiceProvider();
        var writer = provider.GetRequiredService<ErrorResponseWriter>();
        var (first, second) = (new SlowBody(), new SlowBody());

        var firstWriting = writer.WriteAsync(Request(first), ShopErrors.OutOfStock("kettle", 2)).AsTask();
        var secondWriting = writer.WriteAsync(Request(second), ShopErrors.OutOfStock("teapot", 3)).AsTask();
        Assert.False(firstWriting.IsCompleted);
        first.Take();
        second.Take();
        await firstWriting;
        await secondWriting;

        Assert.Contains("kettle", first.Taken, StringComparison.Ordinal);
        Assert.Contains("teapot", second.Taken, StringComparison.Ordinal);
    }

    private static DefaultHttpContext Request(SlowBody body)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(body);
        return context;
    }

    /// <summary>Takes bytes only when it is told to, and reads them then.</summary>
    private sealed class SlowBody : PipeWriter, IHttpResponseBodyFeature
    {
        private readonly TaskCompletionSource<FlushResult> _taken = new();
        private ReadOnlyMemory<byte> _offered;

        public string Taken { get; private set; } = "";

        public Stream Stream => throw new NotSupportedException();

        public PipeWriter Writer => this;

        public void Take()
        {
            Taken = Encoding.UTF8.GetString(_offered.Span);
            _taken.SetResult(default);
        }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            _offered = source;
            return new ValueTask<FlushResult>(_taken.Task);
        }

        public override void Advance(int bytes) => throw new NotSupportedException();

        public override Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public override Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

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
}
