using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Resources;

namespace Platform.Errors;

/// <summary>The errors of one domain. A generated catalogue has it as its property <c>Catalog</c>.</summary>
/// <remarks>Immutable; safe on many threads. Enumerates in the order of declaration.</remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A catalogue is the field's word for this collection.")]
public sealed class ErrorCatalog : IReadOnlyCollection<ErrorDescriptor>
{
    private readonly ErrorDescriptor[] _descriptors;
    private readonly FrozenDictionary<string, ErrorDescriptor> _byCode;

    /// <summary>Collects descriptors of one domain.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="descriptors">The errors.</param>
    /// <exception cref="ArgumentException">A descriptor belongs to another domain, or two have the same code.</exception>
    public ErrorCatalog(string domain, params ReadOnlySpan<ErrorDescriptor> descriptors)
    {
        ErrorNames.RequireDomain(domain);
        Domain = domain;
        _descriptors = descriptors.ToArray();
        var byCode = new Dictionary<string, ErrorDescriptor>(StringComparer.Ordinal);
        foreach (var descriptor in _descriptors)
        {
            if (descriptor.Domain != domain)
                throw new ArgumentException($"{descriptor} is not of the domain '{domain}'.", nameof(descriptors));
            if (!byCode.TryAdd(descriptor.Code, descriptor))
                throw new ArgumentException($"{descriptor} is declared twice.", nameof(descriptors));
        }
        _byCode = byCode.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The owner of the codes.</summary>
    public string Domain { get; }

    /// <summary>Where translations are looked up, under <c>CODE.title</c> and <c>CODE.detail</c>.</summary>
    /// <value>Default: <see langword="null"/>, no translations.</value>
    public ResourceManager? Resources { get; init; }

    /// <summary>The language tag (RFC 5646) of the titles and details that stand in the catalogue itself.</summary>
    /// <value>Default: <see langword="null"/>, that of the service: <see cref="PlatformErrorsOptions.NeutralLanguage"/>.</value>
    /// <exception cref="ArgumentException">Set to what is no language tag.</exception>
    public string? NeutralLanguage
    {
        get;
        init => field = value is null || LanguageTags.IsWellFormed(value)
            ? value
            : throw new ArgumentException($"'{value}' is no language tag (RFC 5646) such as 'en' or 'de-AT'.", nameof(value));
    }

    /// <inheritdoc />
    public int Count => _descriptors.Length;

    /// <summary>Finds an error by its code.</summary>
    /// <param name="code">The code; case matters.</param>
    /// <param name="descriptor">The error.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string code, [NotNullWhen(true)] out ErrorDescriptor? descriptor) => _byCode.TryGetValue(code, out descriptor);

    /// <summary>Enumerates without allocating.</summary>
    /// <returns>The enumerator of a span.</returns>
    public ReadOnlySpan<ErrorDescriptor>.Enumerator GetEnumerator() => new ReadOnlySpan<ErrorDescriptor>(_descriptors).GetEnumerator();

    IEnumerator<ErrorDescriptor> IEnumerable<ErrorDescriptor>.GetEnumerator() => ((IEnumerable<ErrorDescriptor>)_descriptors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _descriptors.GetEnumerator();
}
