using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Shared;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// Why JSON could not be read, from what the serializer throws and the contracts that it reads by; the body is gone by then
/// (docs/decisions/0019-refused-json-is-not-read-again.md). The serializer's messages name types of the application, and are not used.
/// </summary>
internal static class JsonFailures
{
    /// <param name="context">The request, whose endpoint says what it takes; <see langword="null"/> where it is not known.</param>
    /// <param name="exception">The refusal.</param>
    public static Error ErrorOf(HttpContext? context, JsonException exception) => ErrorOf(
        exception,
        context?.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType,
        context?.RequestServices.GetService<IOptions<JsonOptions>>()?.Value.SerializerOptions);

    /// <param name="exception">The refusal.</param>
    /// <param name="root">What the document was read as; <see langword="null"/> where it is not known.</param>
    /// <param name="options">How it was read.</param>
    public static Error ErrorOf(JsonException exception, Type? root, JsonSerializerOptions? options)
    {
        if (exception.InnerException is JsonException reader && IsOfThisText(exception, reader))
        {
            return JsonSentences.IsOfDepth(reader.Message, out var most)
                ? CommonErrors.JsonTooDeep(most)
                : CommonErrors.MalformedJson((exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1);
        }
        if (exception.Path is not { } path)
            return CommonErrors.UnexpectedJson();
        var pointer = MemberPaths.ToPointer(path, naming: null);
        if (JsonSentences.MissingMembers(exception.Message) is { Count: > 0 } missing)
            return Missing(pointer, missing);
        if (JsonSentences.IsOfUnknownMember(exception.Message))
            return CommonErrors.MemberUnknown(NearestTo(pointer, root, options)).WithPointer(pointer);
        if (JsonSentences.IsOfDuplicate(exception.Message, out var isInPath, out var duplicate))
            return CommonErrors.MemberDuplicate(isInPath ? LastOf(path, pointer) : duplicate).WithPointer(pointer);
        return (JsonSentences.IsOfValue(exception.Message) && ExpectedJson.ContractAt(pointer, root, options) is { } contract
            ? OfValue(exception, contract)
            : CommonErrors.UnexpectedJson()).WithPointer(pointer);
    }

    /// <summary>
    /// The reader's own exception is inside where the text is no JSON, and the serializer takes its place over. A converter that reads JSON in a text, and says in an
    /// exception of its own what that did, speaks of a place in another text.
    /// </summary>
    private static bool IsOfThisText(JsonException exception, JsonException reader) =>
        reader.LineNumber == exception.LineNumber && reader.BytePositionInLine == exception.BytePositionInLine;

    private static Error OfValue(JsonException exception, JsonTypeInfo contract) => ExpectedJson.NameOf(contract) is { } expected
        ? CommonErrors.UnexpectedJson(expected, ExpectedJson.Found(exception, expected))
        : CommonErrors.UnexpectedJson();

    private static Error Missing(string pointer, IReadOnlyList<string> names)
    {
        var errors = names.Select(name => CommonErrors.MemberMissing(name).WithPointer(pointer + JsonPointers.Of(name))).ToArray();
        return errors is [var only] ? only : CommonErrors.ValidationFailed().WithErrors(errors);
    }

    /// <summary>The member that was meant, if one has nearly that name.</summary>
    private static string? NearestTo(string pointer, Type? root, JsonSerializerOptions? options)
    {
        var end = pointer.LastIndexOf('/');
        if (end < 0 || ExpectedJson.ContractAt(pointer[..end], root, options) is not { PolymorphismOptions: null } contract)
            return null;
        var names = contract.Properties.Where(static property => property.Set is not null || property.AssociatedParameter is not null)
            .Select(static property => property.Name);
        var name = ExpectedJson.Unescaped(pointer[(end + 1)..]);
        return NearestName.Of(name, names) is { } nearest && nearest != name ? nearest : null;
    }

    /// <summary>The member that a pointer ends with; <see langword="null"/> where it ends before, because the name is longer than a pointer may be.</summary>
    private static string? LastOf(string path, string pointer)
    {
        var name = ExpectedJson.Unescaped(pointer[(pointer.LastIndexOf('/') + 1)..]);
        return path.EndsWith('.' + name, StringComparison.Ordinal) || path.EndsWith($"['{name}']", StringComparison.Ordinal) ? name : null;
    }
}
