using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.Shared;

namespace Platform.Errors;

/// <summary>Writes an error as problem details (RFC 9457): the one shape in which failures leave the service.</summary>
/// <remarks>
/// Safe on many threads; no reflection, and nothing allocated once an error has been written in a language before. Members: <c>type</c>, <c>title</c>,
/// <c>status</c>, <c>helpLink</c>, <c>detail</c>, <c>instance</c>, <c>code</c>, <c>traceId</c>, <c>pointer</c>, <c>retryable</c>, <c>retryAfter</c> (seconds),
/// <c>args</c>, <c>errors</c> (each with <c>code</c>, <c>pointer</c>, <c>detail</c>, <c>args</c>) and <c>errorsOmitted</c>; what does not apply is left out. An
/// error with a pointer of its own stands in <c>errors</c> too, so that a form needs to look in one place only.
/// </remarks>
public sealed class ProblemWriter
{
    /// <summary>The media type (RFC 9457 §6.1).</summary>
    public const string MediaType = "application/problem+json";

    private readonly ErrorTexts _texts;
    private readonly int _maximumErrors;

    /// <summary>Writes with these texts.</summary>
    /// <param name="texts">Titles and details.</param>
    /// <param name="options">Say how many collected errors are listed.</param>
    public ProblemWriter(ErrorTexts texts, IOptions<PlatformErrorsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(options);
        (_texts, _maximumErrors) = (texts, options.Value.MaximumErrors);
    }

    /// <summary>Writes one JSON object.</summary>
    /// <param name="output">Where it goes; advanced by what was written.</param>
    /// <param name="error">
    /// The error. Only what is disclosed is written of its arguments, and never its cause unless <paramref name="context"/> says so.
    /// </param>
    /// <param name="context">What is said beside it.</param>
    [HotPath]
    public void Write(IBufferWriter<byte> output, in Error error, in ProblemContext context = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        var descriptor = error.Descriptor;
        var text = _texts.Of(descriptor, context.Culture);
        var json = new JsonOutput(output);
        json.Raw(text.ProblemHead);
        if (text.Detail is not null && !text.SaysNothing(in error))
            Detail(ref json, ",\"detail\":"u8, text, in error);
        if (context.Instance is not null)
            Member(ref json, ",\"instance\":"u8, context.Instance);
        json.Raw(descriptor.CodeMember);
        if (context.TraceId is not null)
            Member(ref json, ",\"traceId\":"u8, context.TraceId);
        if (error.Pointer is { } pointer)
            Member(ref json, ",\"pointer\":"u8, pointer);
        Retry(ref json, descriptor, in error);
        Arguments(ref json, in error);
        Errors(ref json, in error, context.Culture);
        if (context.IncludeCause && error.Cause is { } cause)
            Member(ref json, ",\"exception\":"u8, TextOf(cause));
        json.Raw("}"u8);
        json.Flush();
    }

    /// <summary>The answer does not depend on it: an exception that cannot tell of itself is named by its type.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The text of an exception is made by whoever wrote it, and may throw anything.")]
    private static string TextOf(Exception cause)
    {
        try
        {
            return cause.ToString();
        }
        catch (Exception fault)
        {
            return $"{cause.GetType()} (its text cannot be made: {fault.GetType()})";
        }
    }

    private static void Member(ref JsonOutput json, ReadOnlySpan<byte> name, string value)
    {
        json.Raw(name);
        json.Text(value);
    }

    private static void Detail(ref JsonOutput json, ReadOnlySpan<byte> name, ErrorText text, in Error error)
    {
        json.Raw(name);
        json.Raw("\""u8);
        var count = (uint)error.ArgumentCount;
        foreach (ref readonly var piece in text.Pieces.AsSpan())
        {
            if (piece.Json is not null)
                json.Raw(piece.Json);
            else if ((uint)piece.Argument < count)
                Argument(ref json, error.Argument(piece.Argument), text.Formats);
            else
                Argument(ref json, ErrorText.ValueOf(in error, piece.Argument), text.Formats);
        }
        json.Raw("\""u8);
    }

    private static void Argument(ref JsonOutput json, ErrorArgument argument, CultureInfo? culture)
    {
        if (argument.TryGetString(out var text))
        {
            json.TextPart(text);
            return;
        }
        if (culture is null && argument.Type == ErrorArgumentType.Int64 && argument.TryGetInt64(out var number))
        {
            json.Number(number);
            return;
        }
        Span<char> formatted = stackalloc char[ErrorArgument.MaximumLength];
        if (argument.TryGetTimeSpan(out var duration))
        {
            json.TextPart(formatted[..DurationWords.Write(duration, formatted, culture)]);
            return;
        }
        argument.TryFormat(formatted, out var length, default, culture ?? CultureInfo.InvariantCulture);
        json.TextPart(formatted[..length]);
    }

    private static void Retry(ref JsonOutput json, ErrorDescriptor descriptor, in Error error)
    {
        if (descriptor.Retry != ErrorRetry.Never)
            json.Raw(",\"retryable\":true"u8);
        if (error.RetryAfter is not { } delay)
            return;
        json.Raw(",\"retryAfter\":"u8);
        // Ticks are the seventh decimal of a second, so nothing is rounded.
        json.Number(new decimal(delay.Ticks) / TimeSpan.TicksPerSecond, "0.#######");
    }

    private static void Arguments(ref JsonOutput json, in Error error)
    {
        var descriptor = error.Descriptor;
        var parameters = descriptor.Parameters;
        var count = int.Min(parameters.Length, error.ArgumentCount);
        var separator = ",\"args\":{"u8;
        for (var index = 0; index < count; index++)
        {
            if (!parameters[index].IsInArguments)
                continue;
            var value = error.Argument(index);
            // Not null, which a client could take for what the argument says.
            if (value.Reference is null)
                continue;
            json.Raw(separator);
            json.Raw(descriptor.ArgumentNames[index]);
            JsonArguments.Write(ref json, value);
            separator = ","u8;
        }
        if (separator.Length == 1)
            json.Raw("}"u8);
    }

    private void Errors(ref JsonOutput json, in Error error, CultureInfo? culture)
    {
        var errors = error.Collected;
        if (!errors.IsEmpty)
            List(ref json, errors, culture);
        else if (error.Pointer is not null)
            List(ref json, new ReadOnlySpan<Error>(in error), culture);
    }

    private void List(ref JsonOutput json, scoped ReadOnlySpan<Error> errors, CultureInfo? culture)
    {
        json.Raw(",\"errors\":["u8);
        var listed = errors[..int.Min(errors.Length, _maximumErrors)];
        for (var index = 0; index < listed.Length; index++)
        {
            json.Raw(index == 0 ? "{"u8 : ",{"u8);
            One(ref json, in listed[index], culture);
            json.Raw("}"u8);
        }
        json.Raw("]"u8);
        if (errors.Length > listed.Length)
        {
            json.Raw(",\"errorsOmitted\":"u8);
            json.Number(errors.Length - listed.Length);
        }
    }

    private void One(ref JsonOutput json, in Error error, CultureInfo? culture)
    {
        var text = _texts.Of(error.Descriptor, culture);
        json.Raw(error.Descriptor.CodeMember.AsSpan(1));
        if (error.Pointer is { } pointer)
            Member(ref json, ",\"pointer\":"u8, pointer);
        if (text.Detail is not null && !text.SaysNothing(in error))
            Detail(ref json, ",\"detail\":"u8, text, in error);
        else
            Member(ref json, ",\"detail\":"u8, text.Title);
        Arguments(ref json, in error);
    }
}
