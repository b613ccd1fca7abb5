using System.Globalization;
using System.Text;

namespace Platform.RateLimiting.AspNetCore.StructuredFields;

/// <summary>Writes structured fields in their canonical form, as RFC 9651, section 4.1, says.</summary>
internal static class StructuredFieldSerializer
{
    private const long LargestInteger = 999_999_999_999_999;
    private const decimal DecimalBound = 1_000_000_000_000m;

    /// <summary>Writes an item.</summary>
    /// <exception cref="FormatException">Something in it cannot be written.</exception>
    public static string SerializeItem(StructuredItem item)
    {
        var text = new StringBuilder();
        Append(text, item);
        return text.ToString();
    }

    /// <summary>Writes a list; an empty one is no field at all.</summary>
    /// <exception cref="FormatException">Something in it cannot be written.</exception>
    public static string SerializeList(IEnumerable<StructuredMember> list)
    {
        var text = new StringBuilder();
        foreach (var member in list)
        {
            if (text.Length > 0)
                text.Append(", ");
            Append(text, member);
        }
        return text.ToString();
    }

    /// <summary>Writes a dictionary; an empty one is no field at all.</summary>
    /// <exception cref="FormatException">Something in it cannot be written.</exception>
    public static string SerializeDictionary(IEnumerable<Member<StructuredMember>> dictionary)
    {
        var text = new StringBuilder();
        foreach (var (key, member) in dictionary)
        {
            if (text.Length > 0)
                text.Append(", ");
            AppendKey(text, key);
            if (member is StructuredItem { Value: BareItem.Boolean { Value: true } })
            {
                AppendParameters(text, member.Parameters);
                continue;
            }
            text.Append('=');
            Append(text, member);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, StructuredMember member)
    {
        switch (member)
        {
            case StructuredItem item:
                Append(text, item.Value);
                break;
            case InnerList inner:
                text.Append('(');
                for (var i = 0; i < inner.Items.Count; i++)
                {
                    if (i > 0)
                        text.Append(' ');
                    Append(text, (StructuredMember)inner.Items[i]);
                }
                text.Append(')');
                break;
        }
        AppendParameters(text, member.Parameters);
    }

    private static void AppendParameters(StringBuilder text, IReadOnlyList<Member<BareItem>> parameters)
    {
        foreach (var (key, value) in parameters)
        {
            text.Append(';');
            AppendKey(text, key);
            if (value is BareItem.Boolean { Value: true })
                continue;
            text.Append('=');
            Append(text, value);
        }
    }

    private static void AppendKey(StringBuilder text, string key)
    {
        if (key.Length == 0 || !(char.IsAsciiLetterLower(key[0]) || key[0] == '*') || !key.All(StructuredFieldCharacters.IsInKey))
            throw new FormatException("A key starts with a lower-case letter or an asterisk and goes on with these, digits and _ - . only.");
        text.Append(key);
    }

    private static void Append(StringBuilder text, BareItem item)
    {
        switch (item)
        {
            case BareItem.Integer integer:
                AppendInteger(text, integer.Value);
                break;
            case BareItem.Decimal number:
                AppendDecimal(text, number.Value);
                break;
            case BareItem.String letters:
                AppendString(text, letters.Value);
                break;
            case BareItem.Token token:
                AppendToken(text, token.Value);
                break;
            case BareItem.ByteSequence bytes:
                text.Append(':').Append(Convert.ToBase64String(bytes.Value)).Append(':');
                break;
            case BareItem.Boolean boolean:
                text.Append(boolean.Value ? "?1" : "?0");
                break;
            case BareItem.Date date:
                text.Append('@');
                AppendInteger(text, date.Seconds);
                break;
            case BareItem.DisplayString display:
                AppendDisplayString(text, display.Value);
                break;
        }
    }

    private static void AppendInteger(StringBuilder text, long value)
    {
        if (value is > LargestInteger or < -LargestInteger)
            throw new FormatException("An integer has at most 15 digits.");
        text.Append(CultureInfo.InvariantCulture, $"{value}");
    }

    private static void AppendDecimal(StringBuilder text, decimal value)
    {
        var rounded = Math.Round(value, 3, MidpointRounding.ToEven);
        if (Math.Abs(rounded) >= DecimalBound)
            throw new FormatException("A decimal has at most 12 digits before its point.");
        text.Append(rounded.ToString("0.0##", CultureInfo.InvariantCulture));
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            if (letter is < ' ' or > '~')
                throw new FormatException("A string holds printable ASCII only.");
            if (letter is '"' or '\\')
                text.Append('\\');
            text.Append(letter);
        }
        text.Append('"');
    }

    private static void AppendToken(StringBuilder text, string value)
    {
        if (value.Length == 0 || !(char.IsAsciiLetter(value[0]) || value[0] == '*') || !value.All(StructuredFieldCharacters.IsInToken))
            throw new FormatException("A token starts with a letter or an asterisk and goes on with the characters of RFC 9651, section 3.3.4.");
        text.Append(value);
    }

    private static void AppendDisplayString(StringBuilder text, string value)
    {
        text.Append("%\"");
        foreach (var unit in new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(value))
        {
            if (unit is (byte)'%' or (byte)'"' or < (byte)' ' or > (byte)'~')
                text.Append('%').Append(CultureInfo.InvariantCulture, $"{unit:x2}");
            else
                text.Append((char)unit);
        }
        text.Append('"');
    }
}
