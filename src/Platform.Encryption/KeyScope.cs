using Platform.Encryption.Formats;

namespace Platform.Encryption;

/// <summary>What a key is for: a tenant's other keys, a purpose of a tenant, or one subject, whose data can then be shredded alone.</summary>
/// <remarks>
/// Equal if all parts are. Names are 1 to 256 bytes of UTF-8 and stand in the key store in clear, so that of a subject should be an id that
/// says nothing: not a name, not an address. Immutable.
/// </remarks>
public sealed record KeyScope
{
    // Most scopes are made once and looked up by for as long as the program runs.
    private readonly int _hash;

    private KeyScope(KeyScopeKind kind, string tenant, string purpose, string subject)
    {
        Kind = kind;
        Tenant = tenant;
        Purpose = purpose;
        Subject = subject;
        _hash = HashCode.Combine(kind, tenant, purpose, subject);
    }

    /// <summary>Which of the three it is.</summary>
    public KeyScopeKind Kind { get; }

    /// <summary>The tenant.</summary>
    public string Tenant { get; }

    /// <summary>The purpose; empty for a tenant key.</summary>
    public string Purpose { get; }

    /// <summary>The subject; empty but for a subject's key. It may be a person: <see cref="ToString"/> leaves it out, and nothing here logs it.</summary>
    public string Subject { get; }

    /// <summary>The mark that a key store belongs to a root key.</summary>
    internal static KeyScope ForStore { get; } = new(KeyScopeKind.Store, "Platform.Encryption", "", "");

    /// <summary>Whether a tenant's key wraps it, and not the root key.</summary>
    internal bool IsBelowTenant => Kind is KeyScopeKind.Purpose or KeyScopeKind.Subject;

    /// <summary>The key that wraps all other keys of a tenant. It seals nothing else, and cannot be leased.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <returns>The scope.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or not well-formed text.</exception>
    public static KeyScope ForTenant(string tenant) => new(KeyScopeKind.Tenant, Checked(tenant, nameof(tenant)), "", "");

    /// <summary>A key that many rows of a tenant share.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="purpose">What it is for, such as "residents".</param>
    /// <returns>The scope.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or not well-formed text.</exception>
    public static KeyScope ForPurpose(string tenant, string purpose) =>
        new(KeyScopeKind.Purpose, Checked(tenant, nameof(tenant)), Checked(purpose, nameof(purpose)), "");

    /// <summary>A key for the data of one person or thing. Destroying it makes exactly these unreadable.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="subject">Whose data it seals: a stable id.</param>
    /// <returns>The scope.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or not well-formed text.</exception>
    public static KeyScope ForSubject(string tenant, string purpose, string subject) =>
        new(KeyScopeKind.Subject, Checked(tenant, nameof(tenant)), Checked(purpose, nameof(purpose)), Checked(subject, nameof(subject)));

    /// <summary>The same for equal scopes, in this process.</summary>
    /// <returns>A hash code.</returns>
    public override int GetHashCode() => _hash;

    /// <summary>"tenant", "tenant/purpose" or "tenant/purpose/…". The subject may be a person, and is not told: this stands in logs and messages.</summary>
    /// <returns>The names.</returns>
    public override string ToString() => Kind switch
    {
        KeyScopeKind.Tenant => Tenant,
        KeyScopeKind.Store => "the key store",
        KeyScopeKind.Purpose => $"{Tenant}/{Purpose}",
        _ => $"{Tenant}/{Purpose}/…",
    };

    /// <summary>Reads a scope as a store kept it.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="purpose">The purpose; empty where the kind has none.</param>
    /// <param name="subject">The subject; empty where the kind has none.</param>
    /// <returns>The scope.</returns>
    /// <exception cref="InvalidDataException">There is no such scope.</exception>
    public static KeyScope FromStored(KeyScopeKind kind, string tenant, string purpose, string subject)
    {
        try
        {
            var scope = kind switch
            {
                KeyScopeKind.Tenant => ForTenant(tenant),
                KeyScopeKind.Purpose => ForPurpose(tenant, purpose),
                KeyScopeKind.Subject => ForSubject(tenant, purpose, subject),
                _ => ForStore,
            };
            return scope.Kind == kind && scope.Tenant == tenant && scope.Purpose == purpose && scope.Subject == subject
                ? scope
                : throw new InvalidDataException("The key store holds a scope that does not exist.");
        }
        catch (ArgumentException)
        {
            throw new InvalidDataException("The key store holds a scope that does not exist.");
        }
    }

    /// <summary>SHA-256 of the scope, by which a store remembers one that was destroyed without keeping its names. A name that can be guessed can be found again by guessing.</summary>
    /// <returns>32 bytes.</returns>
    public byte[] ComputeDigest() => System.Security.Cryptography.SHA256.HashData(Keys.WrappingContext.Of(this));

    private static string Checked(string name, string parameter)
    {
        EncodedName.Of(name, parameter);
        return name;
    }
}
