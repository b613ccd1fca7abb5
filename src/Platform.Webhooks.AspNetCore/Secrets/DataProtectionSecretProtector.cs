using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Platform.Webhooks.Endpoints;

namespace Platform.Webhooks.AspNetCore.Secrets;

/// <summary>Whose secrets they are is the purpose of the protector, so what is sealed for one opens for no other.</summary>
internal sealed class DataProtectionSecretProtector(IDataProtectionProvider provider) : IWebhookSecretProtector
{
    private const string Purpose = "Platform.Webhooks.Secrets";

    public ValueTask<byte[]> ProtectAsync(WebhookSecretOwner owner, ReadOnlyMemory<byte> secrets, CancellationToken cancellationToken)
    {
        var plain = secrets.ToArray();
        try
        {
            return new(Of(owner).Protect(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public ValueTask<byte[]> UnprotectAsync(WebhookSecretOwner owner, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        new(Of(owner).Unprotect(content.ToArray()));

    /// <summary>The program's own receivers have no tenant, which is another than one of whatever name.</summary>
    private IDataProtector Of(WebhookSecretOwner owner) =>
        provider.CreateProtector(Purpose, owner.Tenant is { } tenant ? $"tenant {tenant}" : "own", owner.Endpoint);
}
