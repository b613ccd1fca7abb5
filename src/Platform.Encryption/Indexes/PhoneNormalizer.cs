namespace Platform.Encryption.Indexes;

/// <summary>Telephone numbers in international form: + and digits.</summary>
internal sealed class PhoneNormalizer : TextNormalizer
{
    public const string FirstWord = "phone";
    public const string NoTrunk = "-";

    private readonly string _callingCode;
    private readonly string _trunkPrefix;

    public PhoneNormalizer(string callingCode, string trunkPrefix)
        : base($"{FirstWord} {callingCode} {(string.IsNullOrEmpty(trunkPrefix) ? NoTrunk : trunkPrefix)}")
    {
        ArgumentNullException.ThrowIfNull(callingCode);
        ArgumentNullException.ThrowIfNull(trunkPrefix);
        if (callingCode.Length is 0 or > 3 || callingCode.AsSpan().ContainsAnyExceptInRange('0', '9') || callingCode[0] == '0')
            throw new ArgumentException("A calling code has 1 to 3 digits, as \"49\".", nameof(callingCode));
        if (trunkPrefix.Length > 4 || trunkPrefix.AsSpan().ContainsAnyExceptInRange('0', '9'))
            throw new ArgumentException("A trunk prefix has at most 4 digits, as \"0\".", nameof(trunkPrefix));
        _callingCode = callingCode;
        _trunkPrefix = trunkPrefix;
    }

    internal override int GetMaxLength(ReadOnlySpan<char> text) => text.Length + 1 + _callingCode.Length;

    internal override int Normalize(ReadOnlySpan<char> text, Span<char> destination)
    {
        text = WithoutExtension(text);
        var plus = text.IndexOfAny('+', '\uFF0B');
        var hasPlus = plus >= 0 && !HasDigit(text[..plus]);

        // Where the plus sign and the calling code will stand, nothing is written yet: digits begin behind them.
        var start = 1 + _callingCode.Length;
        var (length, zeroInBrackets) = (0, -1);
        for (var i = 0; i < text.Length; i++)
        {
            if (DigitNormalizer.ValueOf(text[i]) is not (var digit and >= 0))
                continue;
            if (digit == 0 && length > 0 && IsInBrackets(text, i))
                zeroInBrackets = length;
            destination[start + length++] = (char)('0' + digit);
        }

        var digits = destination.Slice(start, length);
        var isInternational = hasPlus || digits.StartsWith("00");
        if (isInternational && zeroInBrackets >= 0)
        {
            digits[(zeroInBrackets + 1)..].CopyTo(digits[zeroInBrackets..]);
            digits = digits[..^1];
        }
        if (isInternational && !hasPlus)
            digits = digits[2..];
        if (digits.IsEmpty)
            return 0;

        var kept = 1;
        if (!isInternational)
        {
            if (_trunkPrefix.Length > 0 && digits.StartsWith(_trunkPrefix))
                digits = digits[_trunkPrefix.Length..];
            _callingCode.CopyTo(destination[1..]);
            kept = start;
        }
        digits.CopyTo(destination[kept..]);
        destination[0] = '+';
        return kept + digits.Length;
    }

    private static bool HasDigit(ReadOnlySpan<char> text)
    {
        foreach (var unit in text)
        {
            if (DigitNormalizer.ValueOf(unit) >= 0)
                return true;
        }
        return false;
    }

    /// <summary>The (0) of +44 (0)20, which nobody dials from abroad.</summary>
    private static bool IsInBrackets(ReadOnlySpan<char> text, int at) => at > 0 && at + 1 < text.Length && text[at - 1] == '(' && text[at + 1] == ')';

    private static ReadOnlySpan<char> WithoutExtension(ReadOnlySpan<char> text)
    {
        // Words before the number are no extension: "Tel. 040 123".
        var hasDigit = false;
        for (var i = 0; i < text.Length; i++)
        {
            hasDigit |= DigitNormalizer.ValueOf(text[i]) >= 0;
            if (hasDigit && (text[i] is '#' or ',' or ';' || char.IsLetter(text[i])))
                return text[..i];
        }
        return text;
    }
}
