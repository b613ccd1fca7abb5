using System.Buffers.Binary;

namespace Platform.Plugins.Verification;

/// <summary>Finds the references in the instructions of a method (ECMA-335, partition III).</summary>
internal static class Instructions
{
    private const byte Wide = 0xFE;
    private const byte Switch = 0x45;

    /// <summary>The tokens that instructions name, in their order. Instructions that cannot be read end the list.</summary>
    public static List<int> TokensIn(ReadOnlySpan<byte> code)
    {
        var tokens = new List<int>();
        for (var at = 0; at < code.Length;)
        {
            var isWide = code[at] == Wide && at + 1 < code.Length;
            var instruction = isWide ? code[at + 1] : code[at];
            at += isWide ? 2 : 1;
            var length = !isWide && instruction == Switch
                ? at + sizeof(int) <= code.Length ? sizeof(int) * (1 + (long)BinaryPrimitives.ReadUInt32LittleEndian(code[at..])) : code.Length
                : isWide ? LengthOfWide(instruction) : LengthOf(instruction);
            if (at + length > code.Length)
                break;
            if (isWide ? IsReferenceOfWide(instruction) : IsReference(instruction))
                tokens.Add(BinaryPrimitives.ReadInt32LittleEndian(code[at..]));
            at += (int)length;
        }
        return tokens;
    }

    private static bool IsReference(byte instruction) =>
        instruction is 0x27 or 0x28 or 0x29 or (>= 0x6F and <= 0x71) or (>= 0x73 and <= 0x75) or 0x79 or (>= 0x7B and <= 0x81) or 0x8C or 0x8D or 0x8F or (>= 0xA3 and <= 0xA5) or 0xC2 or 0xC6 or 0xD0;

    private static bool IsReferenceOfWide(byte instruction) => instruction is 0x06 or 0x07 or 0x15 or 0x16 or 0x1C;

    private static long LengthOf(byte instruction) => instruction switch
    {
        (>= 0x0E and <= 0x13) or 0x1F or (>= 0x2B and <= 0x37) or 0xDE => 1,
        0x20 or 0x22 or (>= 0x38 and <= 0x44) or 0x72 or 0xDD => 4,
        0x21 or 0x23 => 8,
        _ => IsReference(instruction) ? 4 : 0,
    };

    private static long LengthOfWide(byte instruction) => instruction switch
    {
        >= 0x09 and <= 0x0E => 2,
        0x12 or 0x19 => 1,
        _ => IsReferenceOfWide(instruction) ? 4 : 0,
    };
}
