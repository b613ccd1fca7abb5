namespace Platform.Audit.Inspection;

/// <summary>What was found so far. Of each part a thousand: damage without end must not fill the memory.</summary>
internal sealed class Findings
{
    private const int MostOfPart = 1_000;

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<AuditFinding> _all = [];

    public IReadOnlyList<AuditFinding> All => _all;

    public void Add(string part, long? index, FormattableString description)
    {
        var count = _counts[part] = _counts.GetValueOrDefault(part) + 1;
        if (count <= MostOfPart)
            _all.Add(new AuditFinding(part, index, FormattableString.Invariant(description)));
    }
}
