using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Platform.Errors;

/// <summary>
/// Reads problem details (RFC 9457) back into an error: the same one, if a catalogue here has its code, else one that says what the problem said.
/// </summary>
/// <remarks>
/// Safe on many threads. Never throws for what it reads. What is not disclosed, the cause, and the texts of another language do not travel, so they do not come
/// back.
/// </remarks>
/// <param name="catalogs">The errors that are recognised.</param>
/// <param name="options">Say how large a problem may be.</param>
/// <param name="time">For a <c>Retry-After</c> that is a date; <see langword="null"/> means the system's clock.</param>
public sealed class ProblemReader(ErrorCatalogs catalogs, IOptions<PlatformErrorsOptions> options, TimeProvider? time = null)
{
    /// <summary>The domain of errors that no catalogue here has.</summary>
    public const string ForeignDomain = "foreign";

    internal int MaximumBytes { get; } = options.Value.MaximumProblemBytes;

    internal TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>Reads a problem.</summary>
    /// <param name="utf8Json">
    /// The JSON. It is also understood where it is ASP.NET Core's <c>errors</c> by property, or pointers are URI fragments (<c>#/age</c>).
    /// </param>
    /// <param name="status">
    /// The status of the response, which counts for an error that no catalogue here has (RFC 9457 §3.1.2); 0 if there was no response, and the member
    /// <c>status</c> counts.
    /// </param>
    /// <param name="error">
    /// The error. A code is recognised if <c>type</c> is that of the catalogue, or is not given: two services may use one code for different things.
    /// An unknown one is an error of the domain <see cref="ForeignDomain"/>, with the kind of its status; without a code it is <c>HTTP_404</c> and so on.
    /// </param>
    /// <returns>Whether it was a problem: a JSON object with at least one member that a problem has.</returns>
    public bool TryRead(ReadOnlySpan<byte> utf8Json, int status, out Error error)
    {
        error = default;
        try
        {
            var reader = new Utf8JsonReader(utf8Json.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            var members = ProblemMembers.Read(ref reader);
            if (reader.TokenType != JsonTokenType.EndObject || reader.Read() || !members.IsProblem)
                return false;
            error = Whole(in members, status == 0 ? members.Status ?? 500 : status);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The error that a response without a readable problem is.</summary>
    /// <param name="status">Its status. One that is not from 400 to 599 is a failure of the other side, as 502.</param>
    /// <returns>An error of the domain <see cref="ForeignDomain"/> with the code <c>HTTP_404</c> and so on.</returns>
    public static Error FromStatus(int status) => ForeignErrors.OfStatus(status);

    private Error Whole(in ProblemMembers members, int status)
    {
        var error = One(in members, status);
        if (members.Pointer is { } pointer)
            error = error.WithPointer(pointer);
        if (members.RetryAfter is { } delay && error.RetryAfter != delay)
            error = error.WithRetryAfter(delay);
        if (!members.HasErrors)
            return error;
        var errors = members.Errors.TokenType == JsonTokenType.StartArray ? List(members.Errors, status) : ByProperty(members.Errors, status);
        // The writer repeats an error that has a pointer of its own in the list.
        var isRepetition = errors is [var only] && error.Pointer is not null && only.Pointer == error.Pointer && only.Code == error.Code;
        return errors is [] || isRepetition ? error : error.WithErrors([.. errors]);
    }

    private Error One(in ProblemMembers members, int status)
    {
        ErrorDescriptor? descriptor = null;
        var isKnown = members.Code is { } code
            && (members.Type is null or "about:blank" ? catalogs.TryGet(code, out descriptor) : catalogs.TryGetOfType(code, members.Type, out descriptor));
        return isKnown ? Known(descriptor!, in members) : Foreign(in members, status);
    }

    private static Error Known(ErrorDescriptor descriptor, in ProblemMembers members)
    {
        var parameters = descriptor.Parameters;
        var inDetail = members.Detail is null ? -1 : descriptor.DetailParameter;
        if (parameters.IsEmpty || (!members.HasArguments && inDetail < 0))
            return descriptor.Create();
        var arguments = new ErrorArgument[parameters.Length];
        if (inDetail >= 0)
            arguments[inDetail] = members.Detail;
        var reader = members.Arguments;
        while (members.HasArguments && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonTexts.Name(ref reader);
            var index = 0;
            while (index < parameters.Length && !(parameters[index].IsInArguments && parameters[index].Name == name))
                index++;
            reader.Read();
            if (index < parameters.Length)
                arguments[index] = JsonArguments.Read(ref reader, parameters[index].Type);
            reader.Skip();
        }
        return descriptor.Create(arguments);
    }

    private static Error Foreign(in ProblemMembers members, int status)
    {
        var parameters = new List<ErrorParameter>();
        var arguments = new List<ErrorArgument>();
        if (members.HasArguments)
        {
            var reader = members.Arguments;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonTexts.Name(ref reader);
                reader.Read();
                var argument = JsonArguments.Read(ref reader);
                reader.Skip();
                if (name is null || parameters.Count == ForeignErrors.MostArguments)
                    continue;
                parameters.Add(new ErrorParameter(name, argument.Type));
                arguments.Add(argument);
            }
        }
        return ForeignErrors.Describe(status, in members, parameters).Create([.. arguments]);
    }

    private List<Error> List(Utf8JsonReader reader, int status)
    {
        var errors = new List<Error>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                var members = ProblemMembers.Read(ref reader);
                var error = One(in members, status);
                errors.Add(members.Pointer is { } pointer ? error.WithPointer(pointer) : error);
            }
            else
            {
                reader.Skip();
            }
        }
        return errors;
    }

    /// <summary>The form of ASP.NET Core's HttpValidationProblemDetails: messages by the name of the property.</summary>
    private static List<Error> ByProperty(Utf8JsonReader reader, int status)
    {
        var errors = new List<Error>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // How members are called on that wire is not known here; the path of .NET becomes a pointer with its own names.
            var pointer = MemberPaths.ToPointer(JsonTexts.Name(ref reader) ?? "", naming: null);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (JsonTexts.Read(ref reader) is { } message)
                    errors.Add(ForeignErrors.OfStatus(status, message).WithPointer(pointer));
                reader.Skip();
            }
        }
        return errors;
    }
}
