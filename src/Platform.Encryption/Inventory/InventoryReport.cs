namespace Platform.Encryption.Inventory;

/// <summary>What an inventory found: for a program, and for an auditor. It names places, purposes and keys; no subject, and nothing of a value.</summary>
public sealed record InventoryReport
{
    /// <summary>When it was begun.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Places that may hold personal data, by name.</summary>
    public required IReadOnlyList<InventoryPlace> Places { get; init; }

    /// <summary>Which keys there are.</summary>
    public required IReadOnlyList<InventoryKeyset> Keysets { get; init; }

    /// <summary>What somebody should do or know, problems first.</summary>
    public required IReadOnlyList<InventoryFinding> Findings { get; init; }

    /// <summary>Whether nothing has to be done.</summary>
    public bool IsClean => !Findings.Any(static finding => finding.IsProblem);

    /// <summary>The report as JSON, for programs.</summary>
    /// <returns>UTF-8.</returns>
    public byte[] ToJson() => InventoryJson.Write(this);

    /// <summary>The report as a page of its own: no script, and nothing that is loaded from elsewhere.</summary>
    /// <returns>HTML.</returns>
    public string ToHtml() => InventoryPage.Write(this);
}
