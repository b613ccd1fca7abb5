namespace Platform.Encryption.Keys;

/// <summary>A key that was retired or destroyed. Scope, tenant and what it was destroyed with are digests of scopes, in hexadecimal digits.</summary>
internal sealed record GoneKey(KeyId Id, string Scope, string Tenant, string? DestroyedWith);
