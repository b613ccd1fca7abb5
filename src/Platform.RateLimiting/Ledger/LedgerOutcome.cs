using System.Buffers;

namespace Platform.RateLimiting.Ledger;

/// <summary>What was decided on a batch, as a store keeps it: numbers in seven bits to the byte, the lowest first.</summary>
internal static class LedgerOutcome
{
    private const byte Version = 1;

    public static byte[] Write(LedgerEntry[] entries, LedgerWarning[] warnings)
    {
        var bytes = new ArrayBufferWriter<byte>(8 + entries.Length * 2);
        bytes.Write([Version]);
        Write(bytes, (ulong)entries.Length);
        foreach (var entry in entries)
        {
            // What returns and charges grant is their amount, which the batch knows.
            if (entry.Kind is not (LedgerEntryKind.Take or LedgerEntryKind.Lease))
                continue;
            Write(bytes, (ulong)entry.Granted);
            Write(bytes, (ulong)entry.Refusals);
        }
        Write(bytes, (ulong)warnings.Length);
        foreach (var warning in warnings)
        {
            Write(bytes, (ulong)warning.Account);
            Write(bytes, (ulong)warning.Percent);
            Write(bytes, (ulong)warning.Used);
            Write(bytes, (ulong)warning.Available);
        }
        return bytes.WrittenSpan.ToArray();
    }

    public static LedgerWarning[] Read(ReadOnlySpan<byte> bytes, LedgerEntry[] entries, int accounts)
    {
        if (bytes is not [Version, ..])
            throw Foreign();
        bytes = bytes[1..];
        if (Read(ref bytes) != (ulong)entries.Length)
            throw Foreign();
        foreach (var entry in entries)
        {
            if (entry.Kind is LedgerEntryKind.Take or LedgerEntryKind.Lease)
                (entry.Granted, entry.Refusals) = ((long)Read(ref bytes), (int)Read(ref bytes));
            else
                entry.Granted = entry.Amount;
        }
        var warnings = new LedgerWarning[Math.Min(Read(ref bytes), (ulong)accounts * 8)];
        for (var i = 0; i < warnings.Length; i++)
        {
            warnings[i] = new LedgerWarning((int)Read(ref bytes), (int)Read(ref bytes), (long)Read(ref bytes), (long)Read(ref bytes));
            if ((uint)warnings[i].Account >= (uint)accounts)
                throw Foreign();
        }
        return bytes.IsEmpty ? warnings : throw Foreign();
    }

    private static void Write(ArrayBufferWriter<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Write([(byte)(value | 0x80)]);
        bytes.Write([(byte)value]);
    }

    private static ulong Read(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (bytes.IsEmpty)
                throw Foreign();
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Foreign();
    }

    private static ArgumentException Foreign() => new("This is not the outcome of this batch: the ledger holds what another program wrote.");
}
