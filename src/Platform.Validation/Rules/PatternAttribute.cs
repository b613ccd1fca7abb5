using System.Diagnostics.CodeAnalysis;

namespace Platform.Validation.Rules;

/// <summary>
/// Some part of a text matches; write <c>^…\z</c> for the whole. A pattern that is given as text runs without backtracking, in linear
/// time, where it can, and with a time limit where it cannot. <see cref="ValidationCodes.StringPatternMismatch"/>.
/// </summary>
public sealed class PatternAttribute : ValidationRuleAttribute
{
    /// <summary>A pattern as text.</summary>
    /// <param name="pattern">A regular expression of .NET.</param>
    public PatternAttribute([StringSyntax(StringSyntaxAttribute.Regex)] string pattern) => Pattern = pattern;

    /// <summary>A pattern that <c>[GeneratedRegex]</c> compiled, with <c>matchTimeoutMilliseconds</c>: the fastest.</summary>
    /// <param name="type">The type that has it.</param>
    /// <param name="member">Its static property or parameterless method.</param>
    public PatternAttribute(Type type, string member) => (Type, Member) = (type, member);

    /// <summary>The pattern; <see langword="null"/> where a member gives it.</summary>
    public string? Pattern { get; }

    /// <summary>The type that has the pattern.</summary>
    public Type? Type { get; }

    /// <summary>Its static property or parameterless method.</summary>
    public string? Member { get; }
}
