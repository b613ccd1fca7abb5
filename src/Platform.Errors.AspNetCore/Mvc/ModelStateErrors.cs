using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore;

/// <summary>What an invalid model state says: reasons of validation as somebody wrote them, failures of binding by their code.</summary>
internal static class ModelStateErrors
{
    private const string UnreadableForm = "Failed to read the request form.";

    public static IActionResult ResultOf(ActionContext context)
    {
        var services = context.HttpContext.RequestServices;
        var serializer = services.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        var sentences = services.GetRequiredService<IOptions<MvcOptions>>().Value.ModelBindingMessageProvider;
        return new ErrorActionResult(ErrorOf(context, serializer, sentences));
    }

    private static Error ErrorOf(ActionContext context, JsonSerializerOptions serializer, ModelBindingMessageProvider sentences)
    {
        var parameters = context.ActionDescriptor.Parameters;
        var entries = context.ModelState.Where(static entry => entry.Value is { Errors.Count: > 0 }).ToList();
        // A body that could not be read leaves its parameter empty, and "the order field is required" beside what is wrong is a second error about the same
        // thing.
        var unreadable = entries.SelectMany(static entry => entry.Value!.Errors).Select(static error => error.Exception).OfType<JsonException>().FirstOrDefault();
        if (unreadable is not null)
        {
            var body = parameters.FirstOrDefault(static parameter => SourceOf(parameter) == BindingSource.Body);
            return JsonFailures.ErrorOf(unreadable, body?.ParameterType, serializer);
        }
        if (entries.Where(static entry => entry.Key.Length == 0).SelectMany(static entry => entry.Value!.Errors).FirstOrDefault(IsOfForm) is { } form)
            return BodyLimits.ErrorOf(form.ErrorMessage) ?? CommonErrors.MalformedBody();
        var missing = sentences.MissingRequestBodyRequiredValueAccessor();
        if (entries.Any(entry => entry.Key.Length == 0 && entry.Value!.Errors.Any(error => error.ErrorMessage == missing)))
            return CommonErrors.BodyMissing();
        var errors = entries.SelectMany(
            static entry => entry.Value!.Errors,
            (entry, error) => ErrorOf(entry.Key, entry.Value!, error, parameters, serializer.PropertyNamingPolicy, sentences)).ToArray();
        return errors switch
        {
            [] => CommonErrors.InvalidRequest(),
            // One parameter that is wrong is the whole error, as it is for a minimal API.
            [{ Pointer: null } only] => only,
            _ => CommonErrors.ValidationFailed().WithErrors(errors),
        };
    }

    /// <summary>Whether the form itself could not be read. The framework leaves nothing of it but its sentence.</summary>
    private static bool IsOfForm(ModelError error) => error.ErrorMessage.StartsWith(UnreadableForm, StringComparison.Ordinal);

    private static Error ErrorOf(
        string key, ModelStateEntry entry, ModelError error, IList<ParameterDescriptor> parameters, JsonNamingPolicy? naming, ModelBindingMessageProvider sentences)
    {
        var parameter = parameters.FirstOrDefault(candidate => WireName(candidate) == key && SourceOf(candidate) is { IsFromRequest: true } source && source != BindingSource.Body);
        var isUnreadable = error.Exception is not null || IsSentenceOfBinding(key, entry, error.ErrorMessage, sentences);
        if (parameter is not null)
        {
            var location = LocationOf(SourceOf(parameter));
            return isUnreadable ? CommonErrors.ParameterInvalid(key, location)
                : entry is { RawValue: null, AttemptedValue: null } ? CommonErrors.ParameterMissing(key, location)
                : CommonErrors.ParameterRefused(key, error.ErrorMessage);
        }
        var pointer = MemberPaths.ToPointer(WithoutParameter(key, parameters), naming);
        return (isUnreadable ? CommonErrors.UnexpectedJson() : CommonErrors.InvalidValue(error.ErrorMessage)).WithPointer(pointer);
    }

    /// <summary>
    /// Whether it is the framework that says so, in the sentences that the application has given it or its own: they repeat what the caller sent.
    /// </summary>
    private static bool IsSentenceOfBinding(string key, ModelStateEntry entry, string message, ModelBindingMessageProvider sentences)
    {
        var value = entry.AttemptedValue ?? "";
        var name = key[(key.LastIndexOfAny(['.', ']']) + 1)..];
        return message == sentences.NonPropertyAttemptedValueIsInvalidAccessor(value)
            || message == sentences.AttemptedValueIsInvalidAccessor(value, name)
            || message == sentences.ValueIsInvalidAccessor(value)
            || message == sentences.ValueMustNotBeNullAccessor(value)
            || message == sentences.UnknownValueIsInvalidAccessor(name)
            || message == sentences.NonPropertyUnknownValueIsInvalidAccessor()
            || message == sentences.ValueMustBeANumberAccessor(name)
            || message == sentences.NonPropertyValueMustBeANumberAccessor();
    }

    /// <summary>The body is the whole document on the wire; there is no member of its parameter's name in it.</summary>
    private static string WithoutParameter(string key, IList<ParameterDescriptor> parameters) =>
        parameters.FirstOrDefault(static parameter => SourceOf(parameter) == BindingSource.Body) is { } body && key == body.Name ? "" : key;

    private static BindingSource? SourceOf(ParameterDescriptor parameter) => parameter.BindingInfo?.BindingSource;

    private static string WireName(ParameterDescriptor parameter) => parameter.BindingInfo?.BinderModelName ?? parameter.Name;

    private static string LocationOf(BindingSource? source) =>
        source == BindingSource.Path ? "path" : source == BindingSource.Header ? "header" : source == BindingSource.Form || source == BindingSource.FormFile ? "form" : "query";
}
