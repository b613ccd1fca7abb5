namespace Platform.Errors.SourceGeneration.CodeFixes;

/// <summary>What the analyzer reports and this can mend. Neither assembly refers to the other; the tests hold both together.</summary>
internal static class FixableRules
{
    public const string ClassIsNotStaticPartial = "PLTERR001";
    public const string MethodIsNotStaticPartial = "PLTERR005";
    public const string NotInLedger = "PLTERR030";

    /// <summary>The property of <see cref="NotInLedger"/> in which the line for the ledger stands.</summary>
    public const string LineProperty = "line";
}
