using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Shared;

namespace Platform.Errors.AspNetCore;

/// <summary>Why JSON could not be read. The serializer's messages name types of the application, and are not used.</summary>
internal static class JsonFailures
{
    /// <param name="context">The request, whose endpoint says what it takes; <see langword="null"/> where it is not known.</param>
    /// <param name="exception">The refusal.</param>
    public static Error ErrorOf(HttpContext? context, JsonException exception) => ErrorOf(
        context,
        exception,
        context?.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType,
        context?.RequestServices.GetService<IOptions<JsonOptions>>()?.Value.SerializerOptions);

    /// <param name="context">The request, whose body is looked at again; <see langword="null"/> where it is not known.</param>
    /// <param name="exception">The refusal.</param>
    /// <param name="root">What the document was read as; <see langword="null"/> where it is not known.</param>
    /// <param name="options">How it was read.</param>
    public static Error ErrorOf(HttpContext? context, JsonException exception, Type? root, JsonSerializerOptions? options)
    {
        // The reader's own exception is inside where the text is no JSON; where it is, and does not fit, there is another one or none.
        if (exception.InnerException is JsonException)
            return CommonErrors.MalformedJson((exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1);
        if (exception.Path is not { } path)
            return CommonErrors.UnexpectedJson();
        var pointer = MemberPaths.ToPointer(path, naming: null);
        if (JsonSentences.MissingMembers(exception.Message) is { Count: > 0 } missing)
            return Missing(context, exception, pointer, missing, ExpectedJson.ContractAt(pointer, root, options));
        if (JsonSentences.IsOfUnknownMember(exception.Message))
            return CommonErrors.MemberUnknown(NearestTo(pointer, root, options)).WithPointer(pointer);
        return (JsonSentences.IsOfValue(exception.Message) && ExpectedJson.ContractAt(pointer, root, options) is { } contract
            ? OfValue(context, exception, contract)
            : CommonErrors.UnexpectedJson()).WithPointer(pointer);
    }

    private static Error OfValue(HttpContext? context, JsonException exception, JsonTypeInfo contract)
    {
        if (ExpectedJson.NameOf(contract) is not { } expected)
            return CommonErrors.UnexpectedJson();
        if (FoundJson.At(context, exception, contract.Options, []) is not { } found)
            return CommonErrors.UnexpectedJson(expected, ExpectedJson.Found(exception.InnerException, expected));
        return found.Token == JsonTokenType.Number && ExpectedJson.RangeOf(contract.Type, found.IsInteger) is var (minimum, maximum)
            ? CommonErrors.NumberOutOfRange(minimum, maximum)
            : CommonErrors.UnexpectedJson(expected, ExpectedJson.NameOf(found.Token));
    }

    private static Error Missing(HttpContext? context, JsonException exception, string pointer, IReadOnlyList<string> named, JsonTypeInfo? contract)
    {
        var required = contract?.Properties.Where(static property => property.IsRequired).Select(static property => property.Name).ToList() ?? [];
        var absent = contract is null ? null : FoundJson.At(context, exception, contract.Options, required)?.Absent;
        // What the serializer names is missing for sure; the body tells of those that it left out.
        var names = absent is not null && named.All(absent.Contains) ? absent : named;
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
}
