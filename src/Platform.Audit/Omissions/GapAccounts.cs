using Platform.Audit.Records;

namespace Platform.Audit.Omissions;

/// <summary>Sets off what is missing against what records of gaps explain. It has no clock and no store.</summary>
internal static class GapAccounts
{
    /// <summary>
    /// A gap says how many numbers between two are missing, and not which. Each gap therefore takes the lowest missing numbers that it may, those first that
    /// end first: so as many as can be are explained, and
    /// none is that cannot.
    /// </summary>
    /// <param name="missing">What is missing, in ascending order.</param>
    /// <param name="gaps">What is explained.</param>
    /// <returns>What is left unexplained, in ascending order.</returns>
    public static List<(long First, long Last)> Unexplained(List<(long First, long Last)> missing, IEnumerable<AuditGap> gaps)
    {
        var left = missing;
        foreach (var gap in gaps.OrderBy(static gap => gap.Last).ThenBy(static gap => gap.First))
        {
            var count = gap.Count;
            List<(long, long)> rest = [];
            foreach (var (first, last) in left)
            {
                var begin = Math.Max(first, gap.First);
                var end = Math.Min(Math.Min(last, gap.Last), count > 0 && begin <= long.MaxValue - count ? begin + count - 1 : last);
                if (count == 0 || begin > end)
                {
                    rest.Add((first, last));
                    continue;
                }
                count -= end - begin + 1;
                if (first < begin)
                    rest.Add((first, begin - 1));
                if (end < last)
                    rest.Add((end + 1, last));
            }
            left = rest;
        }
        return left;
    }
}
