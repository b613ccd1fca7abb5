namespace Platform.Architecture.Tests.Model;

/// <summary>One breach of a rule: who broke it, and what to do about it.</summary>
internal sealed record Violation(string Offender, string Message)
{
    public override string ToString() => $"{Offender}: {Message}";
}
