using System.Buffers;
using System.Text;

namespace Platform.Errors;

/// <summary>The forms that domains and codes have, and what is derived from them. The generator judges by the same rules at build time.</summary>
internal static class ErrorNames
{
    /// <summary>google.rpc.ErrorInfo limits both to 63 characters.</summary>
    public const int MaximumLength = 63;

    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    private static readonly SearchValues<char> DomainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    public static bool IsCode(ReadOnlySpan<char> code) =>
        code is { Length: > 0 and <= MaximumLength } && char.IsAsciiLetterUpper(code[0]) && !code.ContainsAnyExcept(CodeCharacters);

    public static bool IsDomain(ReadOnlySpan<char> domain) =>
        domain is { Length: > 0 and <= MaximumLength } && char.IsAsciiLetterLower(domain[0]) && !domain.ContainsAnyExcept(DomainCharacters);

    public static void RequireCode(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (!IsCode(code))
            throw new ArgumentException($"'{code}' is no code: 1 to {MaximumLength} upper-case letters, digits, underscores; a letter first.", nameof(code));
    }

    public static void RequireDomain(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (!IsDomain(domain))
            throw new ArgumentException(
                $"'{domain}' is no domain: 1 to {MaximumLength} lower-case letters, digits, dots, hyphens; a letter first.", nameof(domain));
    }

    public static string DefaultTypeBase(string domain) => $"urn:error:{domain}:";

    /// <summary><c>OUT_OF_STOCK</c> becomes <c>…out-of-stock</c>.</summary>
    public static string TypeUri(string typeBase, string code) =>
        string.Concat(typeBase, string.Create(code.Length, code, static (target, source) =>
        {
            for (var index = 0; index < source.Length; index++)
                target[index] = source[index] == '_' ? '-' : char.ToLowerInvariant(source[index]);
        }));

    /// <summary>
    /// 32-bit FNV-1a of <c>domain/code</c>, without the sign and never below 1024, which is left to events of the packages themselves. Written down here
    /// because it may never change: event ids are part of what a package promises.
    /// </summary>
    public static int EventId(string domain, string code)
    {
        var hash = 2166136261u;
        foreach (var each in Encoding.ASCII.GetBytes($"{domain}/{code}"))
            hash = (hash ^ each) * 16777619u;
        return (int)(hash & int.MaxValue) | 1024;
    }
}
