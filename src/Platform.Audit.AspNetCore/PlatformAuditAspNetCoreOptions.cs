using Microsoft.AspNetCore.Http;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore;

/// <summary>What of a request stands in its events, and what is recorded of the security of a site. Read once, when the host starts.</summary>
public sealed class PlatformAuditAspNetCoreOptions
{
    /// <summary>Says who does it.</summary>
    /// <value><see langword="null"/>: the claim <c>NameIdentifier</c> or <c>sub</c> of an authenticated user, else the name; nobody for anybody else.</value>
    public Func<HttpContext, string?>? Actor { get; set; }

    /// <summary>Says whose it is.</summary>
    /// <value><see langword="null"/>: not said.</value>
    public Func<HttpContext, string?>? Tenant { get; set; }

    /// <summary>Says where it comes from.</summary>
    /// <value><see langword="null"/>: the remote address of the connection. Behind a proxy <c>UseForwardedHeaders</c> comes before.</value>
    public Func<HttpContext, string?>? Source { get; set; }

    /// <summary>Says what it belongs to.</summary>
    /// <value><see langword="null"/>: the trace id of the current activity, else that of the request.</value>
    public Func<HttpContext, string?>? Correlation { get; set; }

    /// <summary>
    /// Which fields are personal, in all events of the host, security events too: addresses in <see cref="AuditField.Source"/>, or who it was in <see cref="AuditField.Actor"/>. The record has a commitment in their
    /// place, and they can be erased (<see cref="IAuditPersonalData"/>); searching finds them by that alone. The store must keep personal fields.
    /// </summary>
    /// <value>Empty: they stand in the records, and stay.</value>
    public ISet<AuditField> PersonalFields { get; } = new SortedSet<AuditField>();

    /// <summary>Says whom <see cref="PersonalFields"/> are about, where the event does not: what they are erased by.</summary>
    /// <value><see langword="null"/>: who does it, as <see cref="Actor"/> says.</value>
    public Func<HttpContext, string?>? Subject { get; set; }

    /// <summary>Whether sign-ins, sign-outs and credentials that were not accepted are recorded.</summary>
    /// <value><see langword="true"/>.</value>
    public bool RecordSignIns { get; set; } = true;

    /// <summary>Whether it is recorded when somebody may not do something: a challenge or a refusal of the authorization.</summary>
    /// <value><see langword="true"/>.</value>
    public bool RecordDenials { get; set; } = true;

    /// <summary>Answers that are recorded as <c>security.rate-limited</c>, whoever gives them.</summary>
    /// <value>429.</value>
    public ISet<int> RateLimitedStatusCodes { get; } = new SortedSet<int> { StatusCodes.Status429TooManyRequests };

    /// <summary>Answers that are recorded as <c>security.request-refused</c>, whoever gives them: what validation does not let in.</summary>
    /// <value>400, 413, 415, 422.</value>
    public ISet<int> RefusedStatusCodes { get; } = new SortedSet<int>
    {
        StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity,
    };

    /// <summary>
    /// For how long denials and refusals of one kind, from one source, at one target are counted after the first was recorded, a second to an hour. What was counted is recorded at the
    /// end, as one event with <c>repeated</c>: who floods the site does not flood the log.
    /// </summary>
    /// <value>One minute.</value>
    public TimeSpan RefusalInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many combinations of kind, source and target are counted at once, 1 or more; those that are more are counted together.</summary>
    /// <value>10,000.</value>
    public int MostRefusals { get; set; } = 10_000;
}
