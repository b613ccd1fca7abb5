using System.Collections;

namespace Platform.Benchmarks.Gate.Rows;

/// <summary>Whether two sides gave the same answer, whatever container they gave it in.</summary>
internal static class Answers
{
    public static bool Same(object? one, object? other)
    {
        (one, other) = (Plain(one), Plain(other));
        if (one is string || other is string || one is not IEnumerable left || other is not IEnumerable right)
            return Equals(one, other);

        var (first, second) = (left.GetEnumerator(), right.GetEnumerator());
        try
        {
            while (true)
            {
                var (more, andMore) = (first.MoveNext(), second.MoveNext());
                if (more != andMore)
                    return false;
                if (!more)
                    return true;
                if (!Same(first.Current, second.Current))
                    return false;
            }
        }
        finally
        {
            (first as IDisposable)?.Dispose();
            (second as IDisposable)?.Dispose();
        }
    }

    public static string Show(object? answer)
    {
        var text = Plain(answer) switch
        {
            null => "null",
            string words => $"\"{words}\"",
            byte[] bytes => Convert.ToHexStringLower(bytes),
            IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Take(20).Select(Show))}]",
            var other => $"{other}",
        };
        return text.Length <= 160 ? text : $"{text[..160]}… ({text.Length} characters)";
    }

    private static object? Plain(object? answer) => answer switch
    {
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        Memory<byte> bytes => bytes.ToArray(),
        _ => answer,
    };
}
