using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Errors.SourceGeneration;

/// <summary>What callers rely on in one error: a line of the ledger. The texts for people are not in it; they may get better at any time.</summary>
internal sealed record LedgerEntry
{
    private static readonly Regex Form = new(
        @"^(?<domain>[a-z][a-z0-9.-]*)/(?<code>[A-Z][A-Z0-9_]*) (?<kind>\w+) (?<status>[0-9]{3}) (?<retry>\w+) \((?<arguments>[^()]*)\)"
        + @"( @(?<event>-?[0-9]{1,10}))?( (?<type>[^@\s]\S*))?$",
        RegexOptions.CultureInvariant);

    private static readonly Regex ArgumentForm = new(@"^(?<name>\w+): (?<type>\w+\??)$", RegexOptions.CultureInvariant);

    public required string Domain { get; init; }

    public required string Code { get; init; }

    public required string Kind { get; init; }

    public required int Status { get; init; }

    public required string Retry { get; init; }

    /// <summary>The arguments in <c>args</c>, each as <c>name: Type</c>.</summary>
    public required EquatableArray<string> Arguments { get; init; }

    /// <summary>The id of the log event, where it is not the one that follows from domain and code.</summary>
    public required int? EventId { get; init; }

    /// <summary>The problem type, where it is not the one that follows from domain and code.</summary>
    public required string? Type { get; init; }

    /// <summary>What an entry is found by.</summary>
    public string Key => $"{Domain}/{Code}";

    public static LedgerEntry Of(string domain, string? typeBase, ErrorModel error) => new()
    {
        Domain = domain,
        Code = error.Code,
        Kind = error.Kind,
        Status = error.Status == 0 ? ErrorKinds.HttpStatus(error.Kind) : error.Status,
        Retry = error.Retry,
        Arguments = new EquatableArray<string>([.. error.Parameters.Where(parameter => parameter.Disclosed && !parameter.DetailOnly)
            .Select(parameter => $"{parameter.Name}: {parameter.Conversion.ArgumentType}{(parameter.IsNullable ? "?" : "")}")]),
        EventId = error.EventId == 0 ? null : error.EventId,
        Type = typeBase is null ? null : ErrorForms.TypeUri(typeBase, error.Code),
    };

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without blanks around it.</param>
    /// <returns><see langword="null"/> if it is malformed.</returns>
    public static LedgerEntry? Parse(string line)
    {
        var match = Form.Match(line);
        if (!match.Success)
            return null;
        var eventId = 0;
        var hasEventId = match.Groups["event"].Success;
        if (hasEventId && !int.TryParse(match.Groups["event"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out eventId))
            return null;
        var written = match.Groups["arguments"].Value;
        var arguments = written.Length == 0 ? [] : written.Split(',').Select(argument => argument.Trim()).ToImmutableArray();
        var hasType = match.Groups["type"].Success;
        return arguments.All(argument => ArgumentForm.IsMatch(argument)) && (!hasType || Uri.TryCreate(match.Groups["type"].Value, UriKind.Absolute, out _))
            ? new LedgerEntry
            {
                Domain = match.Groups["domain"].Value,
                Code = match.Groups["code"].Value,
                Kind = match.Groups["kind"].Value,
                Status = int.Parse(match.Groups["status"].Value, CultureInfo.InvariantCulture),
                Retry = match.Groups["retry"].Value,
                Arguments = new EquatableArray<string>(arguments),
                EventId = hasEventId ? eventId : null,
                Type = hasType ? match.Groups["type"].Value : null,
            }
            : null;
    }

    /// <summary>Whether a caller who knows <paramref name="shipped"/> is served by this as well: all is the same, or only arguments came in addition.</summary>
    public bool Keeps(LedgerEntry shipped) =>
        this with { Arguments = default } == shipped with { Arguments = default } && shipped.Arguments.All(Arguments.Contains);

    public override string ToString()
    {
        var eventId = EventId is { } id ? " @" + id.ToString(CultureInfo.InvariantCulture) : "";
        var type = Type is null ? "" : " " + Type;
        return $"{Key} {Kind} {Status.ToString(CultureInfo.InvariantCulture)} {Retry} ({string.Join(", ", Arguments)}){eventId}{type}";
    }
}
