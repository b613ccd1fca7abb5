using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Platform.Validation.Schema.Evaluation;

namespace Platform.Validation.Schema.Tape;

/// <summary>
/// The structural index of one JSON text: where each value begins, what it is, and where it ends, so that any part can be looked
/// at again without being read again. It is written in one pass that checks the whole grammar of RFC 8259, Unicode, the
/// limits, and that no object has a key twice. It holds no values: those stay in the bytes.
/// </summary>
/// <remarks>
/// A value is two words: the offset of its first byte (of a string: behind the quote), then the kind in the highest four bits and
/// below it the length in bytes. An object or array is four: offset, kind and index of the first word behind it, number of members,
/// offset behind it. A key is written as a string with a third word, its hash; its value follows.
/// </remarks>
internal sealed partial class JsonTape
{
    public const int KindShift = 28;
    public const uint PayloadMask = (1u << KindShift) - 1;

    /// <summary>Set in the payload of a string that holds an escape, and so has to be decoded; and of a number with an exponent.</summary>
    public const uint Escaped = 1u << 27;

    public const uint LengthMask = Escaped - 1;

    /// <summary>No text can be longer, because lengths have 27 bits.</summary>
    public const int MostBytes = (int)LengthMask;

    public const int ContainerWords = 4;
    public const int KeyWords = 3;
    public const int ScalarWords = 2;

    /// <summary>Above this an object's keys are compared through a table when it ends.</summary>
    private const uint FewKeys = 16;

    private const int LeastWords = 512;

    /// <summary>What is larger is handed back to the shared pool after each use, so that a rare large body does not hold memory.</summary>
    private const int MostWordsKept = 1 << 16;

    private TapeFrame[] _frames = new TapeFrame[16];
    private uint[] _kept = new uint[LeastWords];
    private int _depth;

    public JsonTape() => Words = _kept;

    /// <summary>The words; <see cref="Used"/> of them.</summary>
    public uint[] Words { get; private set; }

    public int Used { get; private set; }

    /// <summary>Whether the text is ASCII, so that bytes are characters.</summary>
    public bool IsAscii { get; private set; }

    /// <summary>Where the last scan stopped, if it found a fault.</summary>
    public int FaultOffset { get; private set; }

    /// <summary>The key that stands twice, if that was the fault.</summary>
    public int FaultKey { get; private set; }

    /// <summary>Reads a whole text.</summary>
    public ScanFault Scan(ReadOnlySpan<byte> json, ScanLimits limits, ByteScratch scratch)
    {
        _depth = 0;
        Used = 0;
        FaultOffset = 0;
        if (json.Length > limits.MaxBytes)
            return ScanFault.TooLarge;
        var beyondAscii = json.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        IsAscii = beyondAscii < 0;
        if (!IsAscii && !Utf8.IsValid(json[beyondAscii..]))
        {
            FaultOffset = FirstInvalid(json);
            return ScanFault.NotUtf8;
        }
        // Half a word for each byte is enough for most texts, and saves growing step by step.
        if (json.Length / 2 > MostWordsKept)
            Words = ArrayPool<uint>.Shared.Rent(json.Length / 2);
        return Write(json, limits, scratch);
    }

    /// <summary>Hands large memory back.</summary>
    public void Release()
    {
        if (Words.Length > MostWordsKept)
        {
            ArrayPool<uint>.Shared.Return(Words);
            Words = _kept;
        }
        _kept = Words;
    }

    /// <summary>The path to the container in which the last scan stopped: a key or an index for each that encloses it.</summary>
    /// <param name="path">Takes it.</param>
    /// <param name="before">How many items came before those that are on the tape.</param>
    public void DescribeFault(InstancePath path, int before = 0)
    {
        for (var level = 1; level < _depth; level++)
        {
            if (Words[_frames[level].Parent + 1] >> KindShift == TapeKind.Object)
                path.PushKey(_frames[level + 1].Parent - KeyWords);
            else
                path.PushIndex((int)_frames[level].Count + (level == 1 ? before : 0));
        }
    }

    private uint[] Grow(uint[] words, int used)
    {
        var larger = ArrayPool<uint>.Shared.Rent(words.Length * 2);
        words.AsSpan(0, used).CopyTo(larger);
        if (words.Length > MostWordsKept)
            ArrayPool<uint>.Shared.Return(words);
        Words = larger;
        return larger;
    }

    /// <summary>The index of the first word behind the value at <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Behind(uint[] words, int value)
    {
        var word = words[value + 1];
        return word >= TapeKind.FirstContainer ? (int)(word & PayloadMask) : value + ScalarWords;
    }

    /// <summary>The index of the key behind the member at <paramref name="key"/>, or of the end; also where a scan stopped in its value.</summary>
    public int BehindMember(int key) =>
        key + KeyWords >= Used || IsOpen(Words[key + KeyWords + 1]) ? Used : Behind(Words, key + KeyWords);

    private static int FirstInvalid(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(json[at..], out _, out var consumed) == OperationStatus.Done)
            at += consumed;
        return at;
    }
}
