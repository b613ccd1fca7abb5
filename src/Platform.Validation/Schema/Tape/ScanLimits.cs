namespace Platform.Validation.Schema.Tape;

/// <summary>What a text may not exceed, as plain numbers for the scan.</summary>
internal sealed record ScanLimits(int MaxBytes, int MaxDepth, uint MaxProperties, uint MaxItems, bool AllowDuplicateProperties);
