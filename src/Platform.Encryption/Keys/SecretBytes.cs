using System.Security.Cryptography;

namespace Platform.Encryption.Keys;

/// <summary>Secret bytes in pinned memory, which the collector never copies, zeroed when they are given up.</summary>
internal sealed class SecretBytes(int length) : IDisposable
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(length, pinned: true);

    public Span<byte> Span => _bytes;

    public Memory<byte> Memory => _bytes;

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    /// <summary>A type name and nothing else: a debugger, a log or an interpolated string must not show the bytes.</summary>
    public override string ToString() => $"{_bytes.Length} secret bytes";
}
