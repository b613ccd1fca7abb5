using System.Buffers.Binary;
using Platform.Encryption.Formats;
using Platform.Encryption.Keys;
using Platform.Encryption.Siv;

namespace Platform.Encryption.Indexes;

/// <summary>One data key as one blind index uses it. Format, "Blind index".</summary>
internal sealed class IndexKey : IDisposable
{
    /// <summary>How many bytes of a key's id stand in each value that it has made.</summary>
    public const int TagLength = 4;

    private const int KeyLength = 32;

    private readonly PreparedKeys<AesCmac> _prepared = new(KeyLength, static secret => new AesCmac(secret.Span), typeof(BlindIndexer));
    private readonly byte[] _tag = new byte[TagLength];

    public IndexKey(DataKey key, ColumnAddress column, BlindIndex index)
    {
        Span<byte> id = stackalloc byte[KeyId.Length];
        key.Id.CopyTo(id);
        id[..TagLength].CopyTo(_tag);
        var parameter = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(parameter, (ushort)index.Length);
        key.Derive([.. KeyDerivation.IndexInfo, (byte)index.Kind, .. parameter, .. EncodedName.Of(index.Normalizer.Name, nameof(index)), .. column.Encoded], _prepared.Secret);
    }

    public ReadOnlySpan<byte> Tag => _tag;

    /// <summary>The bits of each piece of a set, as numbers.</summary>
    public static UInt128[] PiecesOf(ReadOnlySpan<byte> set, int bits)
    {
        var width = (bits + 7) / 8;
        if (set.Length <= TagLength || (set.Length - TagLength) % width != 0)
            throw new ArgumentException("It is no set of pieces of this index.", nameof(set));
        var pieces = new UInt128[(set.Length - TagLength) / width];
        for (var i = 0; i < pieces.Length; i++)
        {
            foreach (var part in set.Slice(TagLength + i * width, width))
                pieces[i] = (pieces[i] << 8) | part;
        }
        return pieces;
    }

    /// <param name="text">The normalised text in UTF-8.</param>
    /// <param name="bits">How many bits of the MAC are kept.</param>
    /// <param name="value">Receives the tag and the bits, the last byte filled up with zeros.</param>
    public void Compute(ReadOnlySpan<byte> text, int bits, Span<byte> value)
    {
        Span<byte> whole = stackalloc byte[IndexPlan.MaxBits / 8];
        var mac = _prepared.Rent();
        try
        {
            mac.Compute(text, whole);
        }
        catch
        {
            mac.Dispose();
            throw;
        }
        _prepared.Return(mac);

        _tag.CopyTo(value);
        var kept = value[TagLength..];
        whole[..kept.Length].CopyTo(kept);
        kept[^1] &= (byte)(0xFF << (8 * kept.Length - bits));
    }

    public void Dispose() => _prepared.Dispose();
}
