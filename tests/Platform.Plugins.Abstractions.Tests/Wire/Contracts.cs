using System.Collections.Immutable;

namespace Platform.Plugins.Abstractions.Tests.Wire;

/// <summary>One method for each thing that crosses: what it takes it answers.</summary>
[PluginContract("echo", "1.0")]
public interface IEcho
{
    ValueTask<Scalars> ScalarsAsync(Scalars value, CancellationToken cancellationToken);

    ValueTask<Collections> CollectionsAsync(Collections value);

    Task<Node?> NodeAsync(Node? value, CancellationToken cancellationToken);

    ValueTask<Line> LineAsync(Line value, CancellationToken cancellationToken);

    IAsyncEnumerable<string> CountAsync(string word, int times, CancellationToken cancellationToken);

    Task FailAsync();

    ValueTask<Plain> PlainAsync(Plain value);

    ValueTask<ReadOnlyMemory<byte>?> BytesAsync(ReadOnlyMemory<byte>? value, byte[] more);
}

public enum Colour : short
{
    Red = -1,
    Green = 300,
}

public sealed record Scalars(
    bool Truth, byte Byte, sbyte SByte, short Int16, ushort UInt16, char Char, int Int32, uint UInt32, long Int64, ulong UInt64, float Single, double Double,
    decimal Decimal, string Text, Guid Guid, DateTimeOffset Moment, DateTime Time, TimeSpan Span, DateOnly Day, TimeOnly Clock, Colour Colour,
    int? Number, string? Note, Colour? Maybe, Guid? Id);

/// <summary>Written by hand, with an array behind properties that are compared as they are.</summary>
public sealed class Collections
{
    public byte[] Bytes { get; init; } = [];

    public int[] Numbers { get; init; } = [];

    public string?[][] Tables { get; init; } = [];

    public List<Colour> Colours { get; init; } = [];

    public IReadOnlyList<Line> Lines { get; init; } = [];

    public IEnumerable<int> Once { get; init; } = [];

    public ImmutableArray<Guid> Ids { get; init; } = [];

    public Dictionary<string, int?> Counts { get; init; } = [];

    public required IReadOnlyDictionary<int, List<string>> Groups { get; init; }
}

/// <summary>64 bytes, with the length before them.</summary>
public readonly record struct Line(Guid A, Guid B, Guid C, long D, int E);

/// <summary>Has itself.</summary>
public sealed record Node(int Value, Node? Next, IReadOnlyList<Node> Children);

/// <summary>May have heirs, of which nothing would arrive but this.</summary>
public class Plain(int id)
{
    [PluginMember(2)]
    public int Id { get; } = id;

    [PluginMember(1)]
    public string Name { get; set; } = "";

    /// <summary>Computed: does not cross.</summary>
    public string Shown => $"{Name} {Id}";
}

public sealed class Heir() : Plain(1);

/// <summary>A contract as it was first.</summary>
[PluginContract("report", "1.0")]
public interface IReport
{
    ValueTask<ReportOfOld> WriteAsync(string text, ReportOfOld before);
}

public sealed record ReportOfOld(string Title);

/// <summary>The same a version later: everything has something more behind it.</summary>
[PluginContract("report", "1.1")]
public interface INewerReport
{
    ValueTask<ReportOfNew> WriteAsync(string text, ReportOfNew before, int lines = 7, string? author = "nobody", byte[]? raw = null);

    [PluginMember(5)]
    ValueTask AddAsync(Node node);

    ValueTask<Node> SixthAsync(Node node);
}

public sealed record ReportOfNew(string Title, int Pages = 3, Colour Colour = Colour.Green, decimal Price = 1.50m, string Style = "a \"b\"")
{
    public List<int> Numbers { get; init; } = [1];

    public string Unsaid { get; init; } = "initial";
}
