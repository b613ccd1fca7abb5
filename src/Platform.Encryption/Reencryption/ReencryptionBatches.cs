using System.Runtime.CompilerServices;

namespace Platform.Encryption.Reencryption;

/// <summary>Puts scopes of one tenant together.</summary>
internal static class ReencryptionBatches
{
    /// <summary>So many ids stand in one question.</summary>
    public const int MostKeys = 200;

    /// <summary>Scopes come tenant by tenant within a kind, so what belongs together comes one after another.</summary>
    public static async IAsyncEnumerable<ReencryptionBatch> OfAsync(
        IAsyncEnumerable<FormerKeysOf> all, Func<FormerKeysOf, bool> isWanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (scopes, keys) = (new List<FormerKeysOf>(), 0);
        await foreach (var each in all.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!isWanted(each))
                continue;
            var former = each.Stored.Count - 1;
            if (scopes.Count > 0 && (scopes[0].Scope.Tenant != each.Scope.Tenant || keys + former > MostKeys))
            {
                yield return new ReencryptionBatch(scopes[0].Scope.Tenant, scopes);
                (scopes, keys) = ([], 0);
            }
            scopes.Add(each);
            keys += former;
        }
        if (scopes.Count > 0)
            yield return new ReencryptionBatch(scopes[0].Scope.Tenant, scopes);
    }
}
