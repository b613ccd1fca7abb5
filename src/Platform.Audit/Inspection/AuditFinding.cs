namespace Platform.Audit.Inspection;

/// <summary>Something that is not as the log has left it.</summary>
/// <param name="Part">Where: <c>records</c>, <c>nodes</c>, <c>checkpoint</c>, <c>intake</c>, <c>producers</c>, <c>personal</c>, <c>index</c>, <c>guards</c> or <c>store</c>.</param>
/// <param name="Index">Which record, node or row; <see langword="null"/> where it is of none.</param>
/// <param name="Description">What is wrong, for people. Nothing of what stands in a record is in it.</param>
public sealed record AuditFinding(string Part, long? Index, string Description)
{
    /// <summary>For people.</summary>
    /// <returns>Where, and what.</returns>
    public override string ToString() => $"{Part}: {Description}";
}
