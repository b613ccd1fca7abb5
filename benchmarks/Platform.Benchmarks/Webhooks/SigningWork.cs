using System.Security.Cryptography;
using System.Text;
using Platform.Webhooks.Signatures;

namespace Platform.Benchmarks.Webhooks;

/// <summary>A message of 1 KB. The runtime's call finds it put together already; ours begins with its parts.</summary>
internal sealed class SigningWork
{
    private const string Id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(at => (byte)at)];
    private static readonly byte[] Body = Encoding.ASCII.GetBytes(new string('x', 1024));
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private readonly byte[] _content = [.. Encoding.ASCII.GetBytes($"{Id}.1700000000."), .. Body];
    private readonly WebhookSigner _signer = new(WebhookSecret.FromBytes(Secret));
    private readonly byte[] _header;
    private readonly string _signature;
    private readonly byte[] _hash = new byte[32];

    public SigningWork()
    {
        _header = new byte[_signer.HeaderLength];
        _signature = SignByTheRuntime();
    }

    public byte[] Sign()
    {
        _signer.Sign(Id, Time, Body, _header);
        return _header;
    }

    public string SignByTheRuntime() => Convert.ToBase64String(HMACSHA256.HashData(Secret, _content));

    /// <summary>The floor: what hashing alone takes. It gives no signature, so that of the runtime is its answer.</summary>
    public string HashAlone()
    {
        SHA256.HashData(_content, _hash);
        return _signature;
    }
}
