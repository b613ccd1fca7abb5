using System.Buffers;

namespace CityDesk.Open311.Formats;

/// <summary>
/// The shapes of which GeoReport v2 documents are made. A document describes itself once, in these calls, and each
/// implementation writes them in its format, so the two formats cannot drift apart. The JSON form of each shape is that of
/// the Spark convention: a root has no name, a list is an array whose items have no name, and absent text is null.
/// </summary>
/// <remarks>
/// Implementations are ref structs and documents are generic over them: the calls are bound at compile time and a row
/// costs no allocation. A writer lives between two awaits at most; a list that is written in parts uses several of them.
/// </remarks>
/// <typeparam name="TSelf">The implementation.</typeparam>
internal interface IGeoReportWriter<TSelf>
    where TSelf : struct, IGeoReportWriter<TSelf>, allows ref struct
{
    /// <summary>Starts a writer.</summary>
    /// <param name="output">Where the bytes go; complete after <see cref="Flush"/>.</param>
    /// <param name="continuing">Whether it takes up a list in which something stands already.</param>
    static abstract TSelf Over(IBufferWriter<byte> output, bool continuing = false);

    void BeginDocument(ReadOnlySpan<byte> root, Shape shape);

    void EndDocument(ReadOnlySpan<byte> root, Shape shape);

    /// <summary>A list within an object.</summary>
    void BeginList(ReadOnlySpan<byte> name);

    void EndList(ReadOnlySpan<byte> name);

    /// <summary>An object within a list.</summary>
    void BeginItem(ReadOnlySpan<byte> name);

    void EndItem(ReadOnlySpan<byte> name);

    /// <summary>A bare text within a list.</summary>
    void Item(ReadOnlySpan<byte> name, string value);

    /// <summary>Text as it is; empty text is the same as none.</summary>
    void Text(ReadOnlySpan<byte> name, string? value);

    /// <summary>A number that names something: text like every identifier, without the detour over a string.</summary>
    void Identifier(ReadOnlySpan<byte> name, long value);

    void Boolean(ReadOnlySpan<byte> name, bool value);

    void Number(ReadOnlySpan<byte> name, int value);

    void Number(ReadOnlySpan<byte> name, double? value);

    /// <summary>A moment in W3C form, in UTC, to the second.</summary>
    void Instant(ReadOnlySpan<byte> name, DateTimeOffset? value);

    /// <summary>Hands the bytes over to the output.</summary>
    void Flush();
}

/// <summary>What the root of a document is.</summary>
internal enum Shape
{
    List,
    Object,
}
