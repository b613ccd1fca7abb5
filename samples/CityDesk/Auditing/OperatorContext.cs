using Platform.Audit;

namespace CityDesk.Auditing;

/// <summary>Who a command acts for: whoever is signed in to the machine.</summary>
internal sealed class OperatorContext : IAuditContextProvider
{
    public AuditContext Current { get; } = new() { Actor = $"operator:{Environment.UserName}", Source = "command" };
}
