using System.Buffers.Binary;
using Platform.Encryption.Formats;

namespace Platform.Encryption.Keys;

/// <summary>What is authenticated with a wrapped key: one that was moved to another scope, version or id does not unwrap. Format, "Wrapped keys".</summary>
internal static class WrappingContext
{
    private static ReadOnlySpan<byte> Label => "Platform.Encryption/1 wrapped key"u8;

    /// <summary>The part that says for what, which no two scopes share.</summary>
    public static byte[] Of(KeyScope scope) =>
        [.. Label, (byte)scope.Kind, .. EncodedName.Of(scope.Tenant, "tenant"), .. Optional(scope.Purpose), .. Optional(scope.Subject)];

    /// <param name="scope">The scope that was asked for, never the one that a store tells.</param>
    /// <param name="version">The version.</param>
    /// <param name="id">The id of the key inside.</param>
    public static byte[] Of(KeyScope scope, int version, KeyId id)
    {
        var names = Of(scope);
        var context = new byte[names.Length + sizeof(int) + KeyId.Length];
        names.CopyTo(context, 0);
        BinaryPrimitives.WriteInt32BigEndian(context.AsSpan(names.Length), version);
        id.CopyTo(context.AsSpan(context.Length - KeyId.Length));
        return context;
    }

    private static byte[] Optional(string name) => name.Length == 0 ? [0, 0] : EncodedName.Of(name, "name");
}
