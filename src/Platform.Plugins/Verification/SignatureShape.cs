using System.Reflection.Metadata;

namespace Platform.Plugins.Verification;

/// <summary>
/// Walks a signature (ECMA-335, II.23.2) before it is decoded: what decodes it reserves memory for as many parameters, arguments and dimensions as it
/// claims to have, and goes as deep as it is nested.
/// </summary>
internal static class SignatureShape
{
    private const int LongestSignature = 2_048;
    private const int MostDimensions = 32;
    private const byte KindMask = 0x0F;
    private const byte FieldKind = 0x06;
    private const byte GenericFlag = 0x10;
    private const int ValueTypeCode = 0x11;
    private const int ClassCode = 0x12;

    /// <exception cref="BadImageFormatException">It is none that a compiler writes.</exception>
    public static void Require(AssemblyMetadata assembly, BlobHandle signature)
    {
        var blob = assembly.Reader.GetBlobReader(signature);
        if (blob.Length > LongestSignature)
            throw new BadImageFormatException("A signature is longer than any that is written by a compiler.");
        var header = blob.ReadByte();
        if ((header & KindMask) == FieldKind)
            WalkType(ref blob);
        else
            WalkMethod(ref blob, header);
    }

    private static void WalkMethod(ref BlobReader blob, byte header)
    {
        if ((header & GenericFlag) != 0)
            blob.ReadCompressedInteger();
        WalkTypes(ref blob, 1 + CountWithin(ref blob, blob.Length));
    }

    private static void WalkTypes(ref BlobReader blob, int count)
    {
        for (var i = 0; i < count; i++)
            WalkType(ref blob);
    }

    private static void WalkType(ref BlobReader blob)
    {
        var code = blob.ReadCompressedInteger();
        switch (code)
        {
            case ValueTypeCode or ClassCode or (int)SignatureTypeCode.GenericTypeParameter or (int)SignatureTypeCode.GenericMethodParameter:
                blob.ReadCompressedInteger();
                break;
            case (int)SignatureTypeCode.Pointer or (int)SignatureTypeCode.ByReference or (int)SignatureTypeCode.SZArray or (int)SignatureTypeCode.Pinned
                or (int)SignatureTypeCode.Sentinel:
                WalkType(ref blob);
                break;
            case (int)SignatureTypeCode.RequiredModifier or (int)SignatureTypeCode.OptionalModifier:
                blob.ReadCompressedInteger();
                WalkType(ref blob);
                break;
            case (int)SignatureTypeCode.GenericTypeInstance:
                WalkType(ref blob);
                WalkTypes(ref blob, CountWithin(ref blob, blob.Length));
                break;
            case (int)SignatureTypeCode.FunctionPointer:
                WalkMethod(ref blob, blob.ReadByte());
                break;
            case (int)SignatureTypeCode.Array:
                WalkType(ref blob);
                if (CountWithin(ref blob, MostDimensions) == 0)
                    throw new BadImageFormatException("A signature has an array without dimensions.");
                SkipBounds(ref blob);
                SkipBounds(ref blob);
                break;
            default: // a primitive type, or what the decoder refuses
                break;
        }
    }

    private static void SkipBounds(ref BlobReader blob)
    {
        var count = CountWithin(ref blob, MostDimensions);
        for (var i = 0; i < count; i++)
            blob.ReadCompressedInteger();
    }

    private static int CountWithin(ref BlobReader blob, int most) => blob.ReadCompressedInteger() is var count && count <= most
        ? count : throw new BadImageFormatException("A signature claims to have more than it has room for.");
}
