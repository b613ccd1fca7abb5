using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Platform.Shared;

namespace Platform.Errors;

/// <summary>
/// What is known about an error before it happens: one entry of a catalogue. Made once, by the generator or by hand; every
/// <see cref="Error"/> refers to one.
/// </summary>
/// <remarks>Immutable; safe on many threads.</remarks>
public sealed class ErrorDescriptor
{
    /// <summary>Describes an error.</summary>
    /// <param name="domain">The owner of the code.</param>
    /// <param name="code">The code, unique among all catalogues of a service.</param>
    /// <param name="kind">What sort of failure it is.</param>
    /// <param name="title">A short summary, the same for every occurrence.</param>
    /// <exception cref="ArgumentException">
    /// A part does not have the form that <see cref="ErrorCatalogAttribute"/> and <see cref="ErrorAttribute"/> state.
    /// </exception>
    public ErrorDescriptor(string domain, string code, ErrorKind kind, string title)
    {
        ErrorNames.RequireDomain(domain);
        ErrorNames.RequireCode(code);
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        (Domain, Code, Kind, Title) = (domain, code, kind, title);
        Status = kind.HttpStatus();
        Type = ErrorNames.TypeUri(ErrorNames.DefaultTypeBase(domain), code);
        EventId = new EventId(ErrorNames.EventId(domain, code), code);
    }

    /// <summary>The owner of the code, as <c>google.rpc.ErrorInfo.domain</c>.</summary>
    public string Domain { get; }

    /// <summary>The code that callers program against, as <c>google.rpc.ErrorInfo.reason</c>.</summary>
    public string Code { get; }

    /// <summary>What sort of failure it is.</summary>
    public ErrorKind Kind { get; }

    /// <summary>A short summary for people in the neutral language, the same for every occurrence.</summary>
    public string Title { get; }

    /// <summary>The template of the detail in the neutral language, or <see langword="null"/>.</summary>
    /// <exception cref="ArgumentException">Set to a template that is malformed.</exception>
    public string? Detail
    {
        get;
        init
        {
            field = value;
            NeutralText = new ErrorText(this, Title, value is null ? null : MessageTemplate.Parse(value));
        }
    }

    /// <summary>Whether the same call may succeed when it is made again.</summary>
    /// <value>Default: <see cref="ErrorRetry.Never"/>.</value>
    public ErrorRetry Retry { get; init; }

    /// <summary>The HTTP status, from 400 to 599.</summary>
    /// <value>Default: that of <see cref="Kind"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">Set to something else.</exception>
    public int Status
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 400);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 599);
            field = value;
        }
    }

    /// <summary>The problem type: a URI that names this error (RFC 9457 §3.1.1).</summary>
    /// <value>Default: <c>urn:error:</c><i>domain</i><c>:</c><i>code in lower case with hyphens</i>.</value>
    public string Type { get; init; }

    /// <summary>The address of a page that explains the error and what to do, or <see langword="null"/>.</summary>
    public string? HelpLink { get; init; }

    /// <summary>The id of the log event. Its name is the code.</summary>
    /// <value>Default: derived from domain and code, the same in every process.</value>
    public EventId EventId { get; init; }

    /// <summary>The typed parameters, in the order of an error's arguments.</summary>
    /// <value>Default: none.</value>
    public ImmutableArray<ErrorParameter> Parameters { get; init; } = [];

    /// <summary>Title and detail in the neutral language, taken apart once.</summary>
    internal ErrorText NeutralText { get => field ??= new ErrorText(this, Title, detail: null); private set; }

    /// <summary>Whether a stranger sent it, and no catalogue here has it.</summary>
    internal bool IsForeign { get; init; }

    /// <summary>
    /// The code as a tag of metrics and spans. Codes of strangers are endless, and a tag must not be: they are <c>_OTHER</c>, as the semantic conventions have it.
    /// </summary>
    internal string ErrorType => IsForeign ? "_OTHER" : Code;

    /// <summary>The parameter that is the detail itself, and is read from there; -1 if there is none.</summary>
    internal int DetailParameter
    {
        get
        {
            for (var index = 0; index < Parameters.Length; index++)
            {
                if (Parameters[index] is { DetailOnly: true, Disclosed: true } parameter && Detail == $"{{{parameter.Name}}}")
                    return index;
            }
            return -1;
        }
    }

    /// <summary><c>,"code":"…"</c> in UTF-8.</summary>
    internal byte[] CodeMember => field ??= ProblemParts.Code(this);

    /// <summary>For each parameter its name as JSON in UTF-8, with the colon.</summary>
    internal byte[][] ArgumentNames => field ??= ProblemParts.ArgumentNames(this);

    /// <summary>An occurrence without arguments. Allocates nothing.</summary>
    /// <returns>The error.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Error Create() => new(this);

    /// <summary>An occurrence with one argument. Allocates nothing.</summary>
    /// <param name="argument">The value of the first parameter.</param>
    /// <returns>The error.</returns>
    /// <exception cref="ArgumentException">There is no parameter.</exception>
    public Error Create(in ErrorArgument argument)
    {
        RequireParameters(1);
        return new(this, argument);
    }

    /// <summary>An occurrence with two arguments. Allocates nothing.</summary>
    /// <param name="first">The value of the first parameter.</param>
    /// <param name="second">The value of the second parameter.</param>
    /// <returns>The error.</returns>
    /// <exception cref="ArgumentException">There are fewer parameters.</exception>
    [HotPath]
    public Error Create(in ErrorArgument first, in ErrorArgument second)
    {
        RequireParameters(2);
        return new(this, first, second);
    }

    /// <summary>An occurrence with any number of arguments. Allocates one array for those after the second.</summary>
    /// <param name="arguments">The values, in the order of <see cref="Parameters"/>. Those that are left out have no value.</param>
    /// <returns>The error.</returns>
    /// <exception cref="ArgumentException">There are fewer parameters.</exception>
    public Error Create(params ReadOnlySpan<ErrorArgument> arguments)
    {
        RequireParameters(arguments.Length);
        return new(this, arguments);
    }

    /// <inheritdoc />
    public override string ToString() => $"{Domain}/{Code}";

    private void RequireParameters(int count)
    {
        if (count > Parameters.Length)
            ThrowTooMany(count);
    }

    private void ThrowTooMany(int count) =>
        throw new ArgumentException($"{this} has {Parameters.Length} parameters, and {count} arguments were given.");
}
