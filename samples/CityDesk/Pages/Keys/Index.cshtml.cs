using CityDesk.Auditing;
using CityDesk.Commands;
using CityDesk.Domain;
using CityDesk.Keys;
using CityDesk.Limits;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace CityDesk.Pages.Keys;

/// <summary>
/// The keys of the desk: which seal, which signs, and who has one to call with. Of none of them is more shown than its name, but for a new
/// API key, once.
/// </summary>
internal sealed class KeysModel(
    KeyStock stock,
    KeyRotation rotation,
    ApiKeys apiKeys,
    AuditFiles log,
    AuditTrust trust,
    IOptions<LimitsOptions> limits,
    CityCalendar calendar)
    : PageModel
{
    /// <summary>What a confirmed form says.</summary>
    public const string Yes = "yes";

    public IReadOnlyList<SealingKeys> Sealing { get; private set; } = [];

    public IReadOnlyList<ApiConsumer> Consumers { get; private set; } = [];

    public IEnumerable<string> Tiers => limits.Value.Tiers.Keys.Select(LimitPolicies.Tier).Order(StringComparer.Ordinal);

    public KeyStock Stock => stock;

    public CityTime Time => calendar.Time;

    public string LogName => log.Origin;

    public string LogKey => trust.PublicKey;

    public string? Problem { get; private set; }

    public string? Done { get; private set; }

    /// <summary>A key that was just made, and whose it is. No answer has it again.</summary>
    public (string Holder, string Key)? Made { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task OnPostCountAsync(CancellationToken cancellationToken)
    {
        await stock.CountAsync(cancellationToken);
        Done = "Everything was counted.";
        await LoadAsync(cancellationToken);
    }

    public async Task OnPostRotateAsync(string? tenant, string? purpose, string? confirm, CancellationToken cancellationToken)
    {
        if (confirm != Yes)
            Refuse("Say that you mean it: tick the box.");
        // Only what is there: nobody makes keys for purposes of their own invention.
        else if (await FindAsync(tenant, purpose, cancellationToken) is { } keys)
        {
            var made = await rotation.RotateAsync(keys, cancellationToken);
            Done = $"{keys.Scope} has a new key, {Short(made.ToString())}. What the former keys have sealed, they still open.";
        }
        else
            Refuse("There are no keys of that purpose.");
        await LoadAsync(cancellationToken);
    }

    public async Task OnPostAddAsync(string? name, string? contact, string? tier, CancellationToken cancellationToken)
    {
        (name, contact, tier) = (name?.Trim() ?? "", contact?.Trim() ?? "", tier ?? "");
        if (ProblemOf(name, contact, tier) is { } problem)
            Refuse(problem);
        else if (await apiKeys.AddAsync(name, contact, tier.Length > 0 ? LimitPolicies.Tier(tier) : "", cancellationToken) is { } key)
            Made = (name, key);
        else
            Refuse($"{name} has a key already, or had one. A key that was lost is revoked and made anew under another name.");
        await LoadAsync(cancellationToken);
    }

    public async Task OnPostRevokeAsync(string? name, string? confirm, CancellationToken cancellationToken)
    {
        if (confirm != Yes)
            Refuse("Say that you mean it: tick the box.");
        else if (name is null || !await apiKeys.RevokeAsync(name, cancellationToken))
            Refuse("Nobody of that name has a key.");
        else
            Done = $"The key of {name} is revoked.";
        await LoadAsync(cancellationToken);
    }

    /// <summary>Enough of an id to tell keys apart by.</summary>
    public static string Short(string id) => id[..12];

    public string TierOf(ApiConsumer consumer) => LimitPolicies.Tier(limits.Value.InForce(consumer.Tier));

    private async Task<SealingKeys?> FindAsync(string? tenant, string? purpose, CancellationToken cancellationToken) =>
        (await stock.ReadAsync(cancellationToken))
            .FirstOrDefault(keys => keys.CanRotate && keys.Scope.Tenant == tenant && keys.Scope.Purpose == purpose);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Sealing = await stock.ReadAsync(cancellationToken);
        Consumers = await apiKeys.ListAsync(cancellationToken);
    }

    private string? ProblemOf(string name, string contact, string tier)
    {
        try
        {
            OperatorText.Require("The holder", name, ApiConsumer.NameMaxLength);
            OperatorText.Require("The mail address", contact, Reporter.EmailMaxLength, mayBeEmpty: true);
        }
        catch (OperatorException refused)
        {
            return refused.Message;
        }
        return tier.Length == 0 || limits.Value.Tiers.ContainsKey(tier) ? null : "There is no such tier.";
    }

    private void Refuse(string problem)
    {
        Problem = problem;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }
}
