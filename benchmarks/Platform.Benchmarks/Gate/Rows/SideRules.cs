using Platform.Benchmarks.Gate.Sampling;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Gate.Rows;

/// <summary>What makes two sides comparable: the same way of being called, and the same answer.</summary>
internal static class SideRules
{
    public static void Check(string row, IReadOnlyList<Side> sides, IReadOnlyList<Measure> measures)
    {
        foreach (var side in sides)
        {
            if (side.Form != sides[0].Form)
            {
                throw new ArgumentException(
                    $"'{row}': '{sides[0].Name}' is called as {sides[0].Form} and '{side.Name}' as {side.Form}. Being called must cost both the same.",
                    nameof(sides));
            }

            if (!side.TellsOperationsApart && measures.Any(measure => measure.NeedsLatencies()))
                throw new ArgumentException($"'{row}': '{side.Name}' is called as {side.Form}, which does not time single operations.", nameof(measures));
        }

        if (sides.Select(side => side.Name).Distinct().Count() != sides.Count)
            throw new ArgumentException($"'{row}' has two sides of one name.", nameof(sides));
    }

    /// <summary>Sets up, asserts that the answers agree, measures, and tears down whatever was set up.</summary>
    public static async Task<Rounds> MeasureAsync(
        IReadOnlyList<Side> sides, SamplingPlan plan, Func<Rounds, bool> isUndecided, CancellationToken cancellationToken)
    {
        List<Side> standing = [];
        try
        {
            foreach (var side in sides)
            {
                standing.Add(side);
                await side.SetUpAsync(cancellationToken);
            }

            await RequireSameAnswerAsync(sides, cancellationToken);
            return await new Sampler(plan).MeasureAsync(sides, isUndecided, cancellationToken);
        }
        finally
        {
            foreach (var side in standing)
                await side.TearDownAsync();
        }
    }

    private static async Task RequireSameAnswerAsync(IReadOnlyList<Side> sides, CancellationToken cancellationToken)
    {
        object? expected = null;
        foreach (var side in sides)
        {
            var answer = await side.AnswerAsync(cancellationToken)
                ?? throw new AnswerException($"'{side.Name}' answers null, which proves nothing: give it an answer that shows the work was done.");
            expected ??= answer;
            if (!Answers.Same(expected, answer))
                throw new AnswerException($"the answers differ: '{sides[0].Name}' says {Answers.Show(expected)}, '{side.Name}' says {Answers.Show(answer)}.");
        }
    }
}

/// <summary>The sides do not do the same work, so their times say nothing.</summary>
internal sealed class AnswerException(string message) : Exception(message);
