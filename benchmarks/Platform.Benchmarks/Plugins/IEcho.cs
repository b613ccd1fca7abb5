using System.Runtime.Serialization;
using Platform.Plugins.Abstractions;

namespace Platform.Benchmarks.Plugins;

/// <summary>A call that crosses to another process and does nothing there. Public, because plugins are compiled against it.</summary>
[PluginContract("echo", "1.0")]
public interface IEcho
{
    /// <summary>Answers with what it is given.</summary>
    ValueTask<EchoLine> EchoAsync(EchoLine line, CancellationToken cancellationToken);
}

/// <summary>64 bytes.</summary>
[DataContract]
public readonly record struct EchoLine(
    [property: DataMember(Order = 0)] long A, [property: DataMember(Order = 1)] long B, [property: DataMember(Order = 2)] long C,
    [property: DataMember(Order = 3)] long D,
    [property: DataMember(Order = 4)] long E, [property: DataMember(Order = 5)] long F, [property: DataMember(Order = 6)] long G,
    [property: DataMember(Order = 7)] long H)
{
    /// <summary>No number in it is short to write.</summary>
    public static EchoLine Sample { get; } = new(
        0x0123456789ABCDEF, long.MaxValue, long.MinValue, 0x7000000000000001, -0x123456789ABCDEF, 0x0F0F0F0F0F0F0F0F, 0x1122334455667788,
        -2);
}
