using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Gate;

/// <summary>The rows of one package or sample. Describing them must be cheap: data and servers are made in a side's set-up.</summary>
public interface IGateArea
{
    /// <summary>What is written after <c>gate</c> and in the first column of <c>bars.txt</c>, in lower case.</summary>
    string Name { get; }

    IEnumerable<GateRow> Rows();
}
