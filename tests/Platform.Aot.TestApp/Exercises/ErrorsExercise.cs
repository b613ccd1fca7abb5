using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors;

namespace Platform.Aot.TestApp.Exercises;

internal sealed class ErrorsExercise : IExercise
{
    private static readonly ErrorDescriptor OutOfStock = new("exercise", "OUT_OF_STOCK", ErrorKind.Conflict, "Out of stock")
    {
        Detail = "Only {left} of {sku} are left.",
        Parameters = [new("sku", ErrorArgumentType.String), new("left", ErrorArgumentType.Int64)],
    };

    public string Package => "Platform.Errors";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var provider = new ServiceCollection()
            .AddPlatformErrors(options => options.Map<FormatException>(CommonErrors.InvalidRequest))
            .AddCatalog(new ErrorCatalog("exercise", OutOfStock))
            .Services.BuildServiceProvider();
        var writer = provider.GetRequiredService<ProblemWriter>();
        var reader = provider.GetRequiredService<ProblemReader>();
        var map = provider.GetRequiredService<ExceptionMap>();

        Result<int> failure = OutOfStock.Create("bolt é", 2);
        var buffer = new ArrayBufferWriter<byte>();
        writer.Write(buffer, failure.Error.WithPointer("/items/0"), new ProblemContext { TraceId = "00-1" });
        Expect.That(reader.TryRead(buffer.WrittenSpan, 409, out var back) && back == failure.Error.WithPointer("/items/0"), "a problem comes back as the same error");

        Expect.That(default(Result<int>).IsFailure && default(Result).IsFailure, "default is a failure");
        Expect.That(Result.Of(5).Map(2, static (value, by) => value * by).Bind(static value => Result.Of($"{value}")).Value == "10", "the verbs of a success");
        var awaited = await Task.FromResult(failure).BindAsync(static value => Task.FromResult(Result.Of(value))).OrElseAsync(static error => error.Is(OutOfStock) ? 0 : error);
        Expect.That(awaited.Value == 0, "the verbs of a failure that is awaited");
        Expect.That(map.Map(new AggregateException(new FormatException()), cancellationToken).Code == "INVALID_REQUEST", "an exception is mapped");
        Expect.That((await Result.TryAsync(map, static token => Task.FromCanceled<int>(new CancellationToken(true)), cancellationToken)).Error.Code == "TIMEOUT", "a deadline is told apart");
        provider.GetRequiredService<ErrorReporter>().Report(failure.Error);

        using var client = new HttpClient(new ErrorResponseHandler(reader) { InnerHandler = new Answering(buffer.WrittenSpan.ToArray()) });
        Expect.That(await CodeOf(client, cancellationToken) == "OUT_OF_STOCK", "the same error comes back over HTTP");
    }

    private static async Task<string> CodeOf(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("http://localhost/"), cancellationToken);
            return $"{response.StatusCode}";
        }
        catch (ErrorException exception)
        {
            return exception.Error.Code;
        }
    }

    private sealed class Answering(byte[] problem) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.Conflict)
        {
            Content = new ByteArrayContent(problem) { Headers = { { "Content-Type", ProblemWriter.MediaType } } },
        });
    }
}
