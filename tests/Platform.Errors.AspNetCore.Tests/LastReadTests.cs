using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>The body that a handler reads is the body, whatever is held of it.</summary>
public sealed class LastReadTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_read_in_any_steps_is_what_was_sent()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var steps = new Random(seed);
            var sent = new byte[steps.Next(5_000)];
            steps.NextBytes(sent);
            var pipe = new Pipe();
            var reader = new LastRead(new Body { Reader = pipe.Reader }).Reader;
            var got = new List<byte>();

            var writing = WriteAsync(pipe.Writer, sent, new Random(seed));
            while (true)
            {
                if (!(steps.Next(3) == 0 && reader.TryRead(out var read)))
                    read = steps.Next(2) == 0 ? await reader.ReadAtLeastAsync(steps.Next(1, 3_000), Ending) : await reader.ReadAsync(Ending);
                var taken = read.Buffer.Slice(0, read.IsCompleted ? read.Buffer.Length : steps.NextInt64(read.Buffer.Length + 1));
                got.AddRange(taken.ToArray());
                reader.AdvanceTo(taken.End, read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
            await reader.CompleteAsync();
            await writing;

            Assert.Equal(sent, got);
        }
    }

    [Fact]
    public async Task What_was_read_in_one_piece_can_be_looked_at_after_it_was_consumed()
    {
        var pipe = new Pipe();
        var last = new LastRead(new Body { Reader = pipe.Reader });
        await pipe.Writer.WriteAsync("{\"a\":1}"u8.ToArray(), Ending);
        await pipe.Writer.CompleteAsync();

        var read = await last.Reader.ReadAsync(Ending);
        Assert.False(last.TryLook(out _, out _));
        last.AdvanceTo(read.Buffer.End);

        Assert.True(last.TryLook(out var body, out var isWhole));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(body));
        Assert.True(isWhole);
        last.Release();
        last.Release();
        Assert.False(last.TryLook(out _, out _));
        Assert.True(pipe.Reader.TryRead(out var rest));
        Assert.True(rest.Buffer.IsEmpty);
    }

    [Fact]
    public async Task What_came_in_parts_is_not_taken_for_the_beginning()
    {
        var pipe = new Pipe();
        var last = new LastRead(new Body { Reader = pipe.Reader });
        await pipe.Writer.WriteAsync("12"u8.ToArray(), Ending);

        var first = await last.Reader.ReadAsync(Ending);
        last.AdvanceTo(first.Buffer.GetPosition(1));
        Assert.True(last.TryLook(out _, out var isWhole));
        Assert.False(isWhole);
        var second = await last.ReadAsync(Ending);
        last.AdvanceTo(second.Buffer.End);

        Assert.False(last.TryLook(out _, out _));
    }

    [Fact]
    public async Task Another_body_that_middleware_puts_in_its_place_is_read_from_its_beginning()
    {
        var (server, own) = (new Pipe(), new Pipe());
        var body = new Body { Reader = server.Reader };
        var last = new LastRead(body);
        await server.Writer.WriteAsync("packed"u8.ToArray(), Ending);
        await own.Writer.WriteAsync("plain"u8.ToArray(), Ending);
        last.AdvanceTo((await last.Reader.ReadAsync(Ending)).Buffer.End);

        body.Reader = own.Reader;
        var read = await last.Reader.ReadAsync(Ending);
        last.AdvanceTo(read.Buffer.Start, read.Buffer.End);

        Assert.True(last.TryLook(out var seen, out _));
        Assert.Equal("plain", Encoding.UTF8.GetString(seen));
    }

    [Fact]
    public void Giving_back_what_was_not_read_is_refused_as_by_the_server()
    {
        var last = new LastRead(new Body { Reader = new Pipe().Reader });

        Assert.Throws<InvalidOperationException>(() => last.Reader.AdvanceTo(default));
    }

    [Fact]
    public async Task A_server_that_knows_streams_alone_is_served_and_gets_its_reader_back()
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<IHostEnvironment>(new Microsoft.Extensions.Hosting.Internal.HostingEnvironment { EnvironmentName = Environments.Production });
        collection.AddPlatformErrors().AddAspNetCore();
        using var services = collection.BuildServiceProvider();
        int[]? got = null;
        var middleware = ActivatorUtilities.CreateInstance<ErrorMiddleware>(services, new RequestDelegate(async request =>
        {
            Assert.IsType<LastRead>(request.Features.Get<IRequestBodyPipeFeature>());
            got = await request.Request.ReadFromJsonAsync<int[]>(Ending);
        }));
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream("[1,2,3]"u8.ToArray());

        await middleware.InvokeAsync(context);

        Assert.Equal([1, 2, 3], got!);
        Assert.IsNotType<LastRead>(context.Features.Get<IRequestBodyPipeFeature>());
    }

    private static async Task WriteAsync(PipeWriter writer, byte[] bytes, Random steps)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(steps.Next(1, 900), bytes.Length - at);
            await writer.WriteAsync(bytes.AsMemory(at, length), Ending);
            at += length;
            await Task.Yield();
        }
        await writer.CompleteAsync();
    }

    private sealed class Body : IRequestBodyPipeFeature
    {
        public required PipeReader Reader { get; set; }
    }
}
