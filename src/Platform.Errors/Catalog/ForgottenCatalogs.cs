using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Platform.Errors;

/// <summary>
/// Warns of errors that are reported while their catalogue was never added: nothing fails, and yet nobody gets them in another language, and what comes back
/// with their codes is a stranger's.
/// </summary>
/// <param name="catalogs">The catalogues that were added.</param>
/// <param name="logger">Is warned once for each domain.</param>
internal sealed class ForgottenCatalogs(ErrorCatalogs catalogs, ILogger logger)
{
    /// <summary>Domains stand in code, so there are few; but a descriptor can be made at any time, and nobody shall fill the memory with it.</summary>
    private const int MostDomains = 100;

    private readonly FrozenSet<string> _added = catalogs.Descriptors.Select(static descriptor => descriptor.Domain).ToFrozenSet(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _warned = new(StringComparer.Ordinal);

    public void Look(in Error error)
    {
        Look(error.Descriptor);
        foreach (ref readonly var each in error.Collected)
            Look(each.Descriptor);
    }

    private void Look(ErrorDescriptor descriptor)
    {
        // Counting takes every lock of the dictionary, so it comes last: who has forgotten a catalogue reports all its errors through here.
        if (descriptor.IsForeign || _added.Contains(descriptor.Domain) || _warned.ContainsKey(descriptor.Domain) || _warned.Count >= MostDomains)
            return;
        if (_warned.TryAdd(descriptor.Domain, 0))
            Log.CatalogForgotten(logger, descriptor.Domain, descriptor.Code);
    }
}
