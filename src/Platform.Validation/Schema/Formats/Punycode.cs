using System.Globalization;
using System.Text;

namespace Platform.Validation.Schema.Formats;

/// <summary>The encoding of labels beyond ASCII: RFC 3492, without the prefix.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int LeastThreshold = 1;
    private const int MostThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialCodePoint = 128;

    /// <summary>Section 6.2; <see langword="null"/> where the text is no encoding.</summary>
    public static string? Decode(string text)
    {
        var output = new List<int>();
        var delimiter = text.LastIndexOf('-');
        if (delimiter > 0)
            output.AddRange(text[..delimiter].Select(static c => (int)c));
        var at = delimiter > 0 ? delimiter + 1 : 0;
        if (delimiter == 0)
            return null;
        long codePoint = InitialCodePoint, index = 0;
        var bias = InitialBias;
        while (at < text.Length)
        {
            var before = index;
            var weight = 1L;
            for (var k = Base; ; k += Base)
            {
                if (at >= text.Length || DigitOf(text[at++]) is not { } digit)
                    return null;
                index += digit * weight;
                if (index > int.MaxValue)
                    return null;
                var threshold = Threshold(k, bias);
                if (digit < threshold)
                    break;
                weight *= Base - threshold;
                if (weight > int.MaxValue)
                    return null;
            }
            bias = Adapt(index - before, output.Count + 1, before == 0);
            codePoint += index / (output.Count + 1);
            index %= output.Count + 1;
            if (codePoint > 0x10FFFF || codePoint is >= 0xD800 and <= 0xDFFF)
                return null;
            output.Insert((int)index, (int)codePoint);
            index++;
        }
        return string.Concat(output.Select(static each => char.ConvertFromUtf32(each)));
    }

    /// <summary>Section 6.3; <see langword="null"/> where the text is too long to be a label.</summary>
    public static string? Encode(string text)
    {
        // No label of 63 bytes stands for more.
        if (text.Length > 256)
            return null;
        int[] codePoints = [.. text.EnumerateRunes().Select(static rune => rune.Value)];
        var output = new StringBuilder();
        foreach (var ascii in codePoints.Where(static each => each < InitialCodePoint))
            output.Append((char)ascii);
        int handled = output.Length, basic = output.Length;
        if (basic > 0)
            output.Append('-');
        long next = InitialCodePoint, delta = 0;
        var bias = InitialBias;
        while (handled < codePoints.Length)
        {
            long least = codePoints.Where(each => each >= next).Min();
            delta += (least - next) * (handled + 1);
            next = least;
            foreach (var each in codePoints)
            {
                if (each < next)
                    delta++;
                if (each != next)
                    continue;
                var rest = delta;
                for (var k = Base; ; k += Base)
                {
                    var threshold = Threshold(k, bias);
                    if (rest < threshold)
                        break;
                    output.Append(DigitFor((int)(threshold + ((rest - threshold) % (Base - threshold)))));
                    rest = (rest - threshold) / (Base - threshold);
                }
                output.Append(DigitFor((int)rest));
                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }
            delta++;
            next++;
        }
        return output.ToString().ToLower(CultureInfo.InvariantCulture);
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, LeastThreshold, MostThreshold);

    private static int Adapt(long delta, int points, bool first)
    {
        delta = first ? delta / Damp : delta / 2;
        delta += delta / points;
        var k = 0;
        for (; delta > (Base - LeastThreshold) * MostThreshold / 2; k += Base)
            delta /= Base - LeastThreshold;
        return k + (int)((Base - LeastThreshold + 1) * delta / (delta + Skew));
    }

    private static int? DigitOf(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        _ => null,
    };

    private static char DigitFor(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}
