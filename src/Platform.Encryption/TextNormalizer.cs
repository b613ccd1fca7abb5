using Platform.Encryption.Indexes;

namespace Platform.Encryption;

/// <summary>Makes texts equal that mean the same and are written differently, before a <see cref="BlindIndex"/> hashes them. Format, "Blind index".</summary>
/// <remarks>
/// What a normaliser does is part of the format and does not change; its name enters the key of the index, so that one index never mixes two. Characters that
/// Unicode assigns after the runtime was built are the exception: they are taken as they are. Immutable and thread-safe.
/// </remarks>
public abstract class TextNormalizer
{
    private protected TextNormalizer(string name) => Name = name;

    /// <summary>As it is: only the same characters are equal.</summary>
    public static TextNormalizer Exact { get; } = new ExactNormalizer();

    /// <summary>Compatible forms are one (NFKC), upper and lower case are one, space at both ends is taken away and space within is one blank.</summary>
    public static TextNormalizer Text { get; } = new CaseNormalizer("text", oneBlank: true);

    /// <summary>E-mail addresses: as <see cref="Text"/>, but space within is taken away. Nothing is known of providers: dots and what follows a plus sign stay.</summary>
    public static TextNormalizer Email { get; } = new CaseNormalizer("email", oneBlank: false);

    /// <summary>The decimal digits, of whatever script, and nothing else: numbers of accounts, cards and the like.</summary>
    public static TextNormalizer Digits { get; } = new DigitNormalizer();

    /// <summary>The name, which enters the key of the index.</summary>
    public string Name { get; }

    /// <summary>Telephone numbers in the international form of E.164. One that begins with + or 00 is international, another belongs to the country that is given. Nothing is checked against numbering plans.</summary>
    /// <param name="callingCode">The country's calling code, such as "49" or "1".</param>
    /// <param name="trunkPrefix">What is dialled before a number within the country and is no part of it: "0" in many countries, "1" where the calling code is 1, empty where there is none.</param>
    /// <returns>The normaliser. What follows a letter, #, comma or semicolon is an extension and is left out; so is "(0)" in an international number.</returns>
    /// <exception cref="ArgumentException">A calling code has 1 to 3 digits, a trunk prefix at most 4.</exception>
    public static TextNormalizer Phone(string callingCode, string trunkPrefix = "0") => new PhoneNormalizer(callingCode, trunkPrefix);

    /// <summary>One of your own.</summary>
    /// <param name="name">A name that changes when what it does changes. It begins with "x-" so that it is none of ours.</param>
    /// <param name="normalize">What it does; thread-safe, and always the same for the same text.</param>
    /// <returns>The normaliser.</returns>
    /// <exception cref="ArgumentException">The name does not begin with "x-", or is too long.</exception>
    public static TextNormalizer Custom(string name, Func<string, string> normalize)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(normalize);
        if (!name.StartsWith("x-", StringComparison.Ordinal))
            throw new ArgumentException("The name of a normaliser of your own begins with \"x-\".", nameof(name));
        _ = Formats.EncodedName.Of(name, nameof(name));
        return new CustomNormalizer(name, normalize);
    }

    /// <summary>Finds one of ours by its <see cref="Name"/>, as it stands in a file or an annotation.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The normaliser.</returns>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static TextNormalizer FromName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (var normalizer in (TextNormalizer[])[Exact, Text, Email, Digits])
        {
            if (normalizer.Name == name)
                return normalizer;
        }
        var parts = name.Split(' ');
        return parts is [PhoneNormalizer.FirstWord, var code, var trunk] ? Phone(code, trunk == PhoneNormalizer.NoTrunk ? "" : trunk) : throw new ArgumentException($"There is no normaliser \"{name}\".", nameof(name));
    }

    /// <summary>Normalises a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What is hashed of it.</returns>
    /// <exception cref="ArgumentException">The text is not well-formed.</exception>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var room = new char[GetMaxLength(text)];
        return new string(room.AsSpan(0, Normalize(text, room)));
    }

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    /// <summary>How many UTF-16 units a text has at most when normalised.</summary>
    internal virtual int GetMaxLength(ReadOnlySpan<char> text) => text.Length;

    /// <summary>Writes the normalised text and tells its length.</summary>
    internal abstract int Normalize(ReadOnlySpan<char> text, Span<char> destination);
}
