using System.Text;

namespace Platform.RateLimiting.AspNetCore.Grpc;

/// <summary>A <c>google.rpc.Status</c> with one <c>google.rpc.RetryInfo</c>, in the protocol buffers wire format: two messages of a few fields, not worth a library.</summary>
internal static class RetryDetails
{
    public const int ResourceExhausted = 8;

    public static byte[] Encode(string message, TimeSpan delay, int code = ResourceExhausted)
    {
        // Duration { 1: seconds, 2: nanos } in RetryInfo { 1: retry_delay } in Any { 1: type_url, 2: value } in Status { 1: code, 2: message, 3: details }
        var seconds = delay.Ticks / TimeSpan.TicksPerSecond;
        var nanoseconds = delay.Ticks % TimeSpan.TicksPerSecond * 100;
        byte[] duration = [.. Number(1, seconds), .. Number(2, nanoseconds)];
        byte[] any = [.. Bytes(1, Encoding.UTF8.GetBytes("type.googleapis.com/google.rpc.RetryInfo")), .. Bytes(2, Bytes(1, duration))];
        return [.. Number(1, code), .. Bytes(2, Encoding.UTF8.GetBytes(message)), .. Bytes(3, any)];
    }

    private static byte[] Number(int field, long value) => value == 0 ? [] : [(byte)(field << 3), .. Varint((ulong)value)];

    private static byte[] Bytes(int field, byte[] value) => [(byte)(field << 3 | 2), .. Varint((ulong)value.Length), .. value];

    private static List<byte> Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
