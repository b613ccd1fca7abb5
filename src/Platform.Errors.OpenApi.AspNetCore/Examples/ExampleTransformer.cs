using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Platform.Errors.OpenApi.AspNetCore.Examples;

/// <summary>Puts an example of each error under the response that it is sent in.</summary>
internal sealed class ExampleTransformer : IOpenApiOperationTransformer
{
    // The one of the W3C's recommendation, which nobody has.
    private static readonly ProblemContext Traced = new() { TraceId = "0af7651916cd43dd8448eb211c80319c" };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var errors in context.Description.ActionDescriptor.EndpointMetadata.OfType<IErrorResponseMetadata>())
        {
            if (operation.Responses?.TryGetValue($"{errors.StatusCode}", out var response) == true
                && response.Content?.TryGetValue(ProblemWriter.MediaType, out var content) == true)
                Add(content, errors.Errors, WriterOf(context.ApplicationServices));
        }
        return Task.CompletedTask;
    }

    private static ProblemWriter WriterOf(IServiceProvider services) => services.GetService<ProblemWriter>()
        ?? throw new InvalidOperationException("OpenAPI is to show errors, and they are not there: call services.AddPlatformErrors() as well.");

    private static void Add(OpenApiMediaType content, IReadOnlyList<ErrorDescriptor> errors, ProblemWriter writer)
    {
        content.Examples ??= new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal);
        foreach (var error in errors)
        {
            if (!content.Examples.ContainsKey(error.Code))
                content.Examples.Add(error.Code, new OpenApiExample { Summary = error.Title, Value = ProblemOf(error, writer) });
        }
    }

    private static JsonNode? ProblemOf(ErrorDescriptor descriptor, ProblemWriter writer)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var error = ExampleError.Of(descriptor);
        writer.Write(bytes, in error, in Traced);
        return JsonNode.Parse(bytes.WrittenSpan);
    }
}
