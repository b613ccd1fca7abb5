using System.Buffers.Binary;

namespace Platform.Encryption.Keys;

/// <summary>Wraps tenant keys with the root key and all others with their tenant's key. Format, "Wrapped keys".</summary>
internal static class KeyWrapping
{
    private static ReadOnlySpan<byte> Label => "Platform.Encryption/1 wrapped key"u8;

    /// <summary>What is authenticated with a wrapped key: a key moved to another scope, version or id does not unwrap.</summary>
    public static byte[] ContextOf(KeyScope scope, int version, KeyId id)
    {
        byte[] names = [.. Formats.EncodedName.Of(scope.Tenant, "tenant"), .. Optional(scope.Purpose), .. Optional(scope.Subject)];
        var context = new byte[Label.Length + 1 + names.Length + sizeof(int) + KeyId.Length];
        Label.CopyTo(context);
        context[Label.Length] = (byte)scope.Kind;
        names.CopyTo(context, Label.Length + 1);
        BinaryPrimitives.WriteInt32BigEndian(context.AsSpan(Label.Length + 1 + names.Length), version);
        id.CopyTo(context.AsSpan(context.Length - KeyId.Length));
        return context;
    }

    /// <summary>Where a key that is wrapped by a tenant key is bound to.</summary>
    public static ColumnAddress PlaceOf(KeyScope scope) => new(scope.Tenant, "Platform.Encryption", "wrapped key");

    private static byte[] Optional(string name) => name.Length == 0 ? [0, 0] : Formats.EncodedName.Of(name, "name");
}
