using System.Globalization;
using System.Text.Json;
using Platform.Errors;

namespace CityDesk.Domain;

/// <summary>A resident's request, from report to closing, with its history.</summary>
public sealed class ServiceRequest
{
    public const int DescriptionMaxLength = 4_000;
    public const int MediaUrlMaxLength = 2_000;

    private readonly List<RequestEvent> _history = [];

    private ServiceRequest()
    {
    }

    public long Id { get; private init; }

    /// <summary>Made here and not by the database, so that what is sealed can be bound to it before it is stored.</summary>
    public string Key { get; private init; } = NewId();

    public required string JurisdictionId { get; init; }

    public int ServiceId { get; init; }

    public required Service Service { get; init; }

    public RequestStatus Status { get; private set; }

    /// <summary>Why the request stands where it stands, in words for the resident.</summary>
    public string StatusNotes { get; private set; } = "";

    public string Description { get; private init; } = "";

    public required Location Location { get; init; }

    /// <summary>Sealed in the database; empty once the resident was erased.</summary>
    public Reporter Reporter { get; private init; } = new();

    /// <summary>Whose data the request holds: an id that says nothing. <see langword="null"/> where it holds none.</summary>
    public string? ResidentId { get; private init; }

    /// <summary>Whether somebody's data was here and was erased.</summary>
    public bool IsErased => ResidentId is not null && Reporter == new Reporter() && AnswersText is null;

    public string? MediaUrl { get; private init; }

    /// <summary>What the resident answered, sealed in the database.</summary>
    public IReadOnlyList<AttributeAnswer> Answers => AnswersText is null ? [] : JsonSerializer.Deserialize<List<AttributeAnswer>>(AnswersText)!;

    /// <summary>The same as JSON: a sealed value is text. <see langword="null"/> where nothing was asked.</summary>
    internal string? AnswersText { get; private init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? ExpectedAt { get; private init; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>The team or contractor that works on it; <see langword="null"/> while nobody does.</summary>
    public string? AssignedTo { get; private set; }

    /// <summary>What a resident of a batch service holds until the number is there.</summary>
    public string? Token { get; private init; }

    /// <summary>Since when the public may follow the request by its number; <see langword="null"/> while it may not.</summary>
    public DateTimeOffset? NumberedAt { get; private set; }

    /// <summary>Short name of the system the request was imported from; <see langword="null"/> for our own.</summary>
    public string? ImportSource { get; private init; }

    /// <summary>The request's number in that system.</summary>
    public string? ExternalId { get; private init; }

    /// <summary>The import run that brought the request, so that what a run stored can be counted and found.</summary>
    public int? ImportRunId { get; private init; }

    /// <summary>The row of that run's file in which it stood.</summary>
    public long? ImportRow { get; private init; }

    /// <summary>Which API consumer filed it, when one did.</summary>
    public int? ConsumerId { get; private init; }

    /// <summary>Grows with every change: two people cannot overwrite each other unseen.</summary>
    public int Version { get; private set; }

    public IReadOnlyList<RequestEvent> History => _history;

    /// <summary>The number that residents quote: our own for what was filed here, <c>source-number</c> for imports.</summary>
    public string PublicId => FormatPublicId(Id, ImportSource, ExternalId);

    public static string FormatPublicId(long id, string? importSource, string? externalId) =>
        importSource is null ? id.ToString(CultureInfo.InvariantCulture) : $"{importSource}-{externalId}";

    /// <summary>Files a new request at <paramref name="now"/>, with what staff should know of how that went.</summary>
    public static ServiceRequest File(Service service, RequestDraft draft, string actor, DateTimeOffset now, string note = "")
    {
        now = AsKept(now);
        var request = new ServiceRequest
        {
            JurisdictionId = service.JurisdictionId,
            ServiceId = service.Id,
            Service = service,
            Description = draft.Description,
            Location = draft.Location,
            Reporter = draft.Reporter,
            MediaUrl = draft.MediaUrl,
            AnswersText = AnswersOf(draft),
            ResidentId = ResidentOf(draft),
            RequestedAt = now,
            UpdatedAt = now,
            ExpectedAt = now + service.Target,
            ConsumerId = draft.ConsumerId,
            NumberedAt = service.Type == SubmissionType.Realtime ? now : null,
            // 122 random bits: a token is a capability, and must not be guessable from the one before.
            Token = service.Type == SubmissionType.Batch ? Guid.NewGuid().ToString("N") : null,
        };
        request.Record(now, RequestEventKind.Opened, actor, note);
        return request;
    }

    /// <summary>Takes over a request that another system has kept until now.</summary>
    public static ServiceRequest Import(Service service, RequestDraft draft, ImportedFacts facts)
    {
        var request = new ServiceRequest
        {
            JurisdictionId = service.JurisdictionId,
            ServiceId = service.Id,
            Service = service,
            Description = draft.Description,
            Location = draft.Location,
            Reporter = draft.Reporter,
            MediaUrl = draft.MediaUrl,
            AnswersText = AnswersOf(draft),
            ResidentId = ResidentOf(draft),
            RequestedAt = facts.RequestedAt,
            UpdatedAt = facts.ClosedAt ?? facts.RequestedAt,
            ExpectedAt = facts.ExpectedAt,
            ImportSource = facts.Source,
            ExternalId = facts.ExternalId,
            ImportRunId = facts.RunId,
            ImportRow = facts.Row,
            NumberedAt = facts.RequestedAt,
        };
        var actor = ImportedFacts.Actor(facts.Source);
        request.Record(facts.ImportedAt, RequestEventKind.Imported, actor, facts.Note);
        if (facts.ClosedAt is { } closedAt)
        {
            request.Status = RequestStatus.Closed;
            request.ClosedAt = closedAt;
            request.StatusNotes = facts.StatusNotes;
            request.Record(closedAt, RequestEventKind.Closed, actor, facts.StatusNotes);
        }

        return request;
    }

    /// <summary>Gives a batch request its public number.</summary>
    /// <returns>Refused where it has one already, or its service never gives one.</returns>
    public Result Number(DateTimeOffset now)
    {
        if (NumberedAt is not null)
            return DeskErrors.AlreadyNumbered();
        if (Token is null)
            return DeskErrors.NeverNumbered();
        NumberedAt = AsKept(now);
        return Change(now, RequestEventKind.Numbered, "batch", "");
    }

    /// <returns>Refused where the request is closed, or is assigned to that team already.</returns>
    public Result Assign(string team, string actor, DateTimeOffset now, string note = "")
    {
        if (Status == RequestStatus.Closed)
            return DeskErrors.RequestClosed();
        if (AssignedTo == team)
            return DeskErrors.AlreadyAssigned(team);
        AssignedTo = team;
        Status = RequestStatus.Assigned;
        return Change(now, RequestEventKind.Assigned, actor, note.Length == 0 ? $"Assigned to {team}" : $"Assigned to {team}: {note}");
    }

    /// <returns>Refused where the request is closed already.</returns>
    public Result Close(string reason, string actor, DateTimeOffset now)
    {
        if (Status == RequestStatus.Closed)
            return DeskErrors.RequestClosed();
        Status = RequestStatus.Closed;
        StatusNotes = reason;
        ClosedAt = AsKept(now);
        return Change(now, RequestEventKind.Closed, actor, reason);
    }

    /// <returns>Refused where the request is not closed.</returns>
    public Result Reopen(string reason, string actor, DateTimeOffset now)
    {
        if (Status != RequestStatus.Closed)
            return DeskErrors.RequestNotClosed();
        Status = AssignedTo is null ? RequestStatus.Open : RequestStatus.Assigned;
        StatusNotes = reason;
        ClosedAt = null;
        return Change(now, RequestEventKind.Reopened, actor, reason);
    }

    /// <summary>Adds a remark.</summary>
    /// <returns>A success: it is allowed at any time.</returns>
    public Result AddNote(string note, string actor, DateTimeOffset now) => Change(now, RequestEventKind.Noted, actor, note);

    /// <summary>An id that says nothing: 122 random bits.</summary>
    internal static string NewId() => Guid.NewGuid().ToString("N");

    private static string? AnswersOf(RequestDraft draft) => draft.Answers.Count == 0 ? null : JsonSerializer.Serialize(draft.Answers);

    private static string? ResidentOf(RequestDraft draft) => draft.Reporter == new Reporter() && draft.Answers.Count == 0 ? null : draft.ResidentId ?? NewId();

    /// <summary>A moment in whole microseconds, as both engines keep it: what is told at once reads the same when it is asked for again.</summary>
    private static DateTimeOffset AsKept(DateTimeOffset moment) => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond));

    private Result Change(DateTimeOffset now, RequestEventKind kind, string actor, string note)
    {
        now = AsKept(now);
        // GeoReport v2: updated_datetime of a closed request is the moment it was closed; a later remark does not move it.
        if (Status != RequestStatus.Closed || kind == RequestEventKind.Closed)
            UpdatedAt = now;
        Version++;
        Record(now, kind, actor, note);
        return Result.Success;
    }

    private void Record(DateTimeOffset at, RequestEventKind kind, string actor, string note) =>
        _history.Add(new RequestEvent { At = at, Kind = kind, Actor = actor, Note = note });
}
