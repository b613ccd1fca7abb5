using System.Collections.Concurrent;

namespace Platform.Errors.SourceGeneration;

/// <summary>
/// Which codes a project declares, and which it may declare: where a domain or a code cannot be read, nobody can say that a line of the ledger has lost its
/// declaration. Safe for many threads at once.
/// </summary>
internal sealed class DeclaredCodes
{
    private readonly ConcurrentDictionary<string, byte> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _codesOfUnknownDomain = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _domainsWithUnknownCodes = new(StringComparer.Ordinal);
    private volatile bool _hasUnknownKeys;

    /// <summary>Adds an error.</summary>
    /// <param name="domain">Its domain, or <see langword="null"/> if that cannot be said.</param>
    /// <param name="code">Its code, or <see langword="null"/> if that cannot be said.</param>
    public void Add(string? domain, string? code)
    {
        if (domain is not null && code is not null)
            _keys.TryAdd($"{domain}/{code}", 0);
        else if (domain is not null)
            _domainsWithUnknownCodes.TryAdd(domain, 0);
        else if (code is not null)
            _codesOfUnknownDomain.TryAdd(code, 0);
        else
            _hasUnknownKeys = true;
    }

    /// <summary>Whether it is declared for certain.</summary>
    public bool Contains(LedgerEntry entry) => _keys.ContainsKey(entry.Key);

    /// <summary>Whether it is declared, or one of those that cannot be read may be it.</summary>
    public bool MayContain(LedgerEntry entry) =>
        Contains(entry) || _hasUnknownKeys || _codesOfUnknownDomain.ContainsKey(entry.Code) || _domainsWithUnknownCodes.ContainsKey(entry.Domain);
}
