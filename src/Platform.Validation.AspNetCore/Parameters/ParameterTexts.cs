using System.Collections.Frozen;
using System.Globalization;

namespace Platform.Validation.AspNetCore.Parameters;

/// <summary>Whether a text reads as a value of one of the runtime's own types. Of other types nothing is said against it.</summary>
internal static class ParameterTexts
{
    private static readonly FrozenDictionary<Type, Func<string, bool>> Readers = new Dictionary<Type, Func<string, bool>>
    {
        [typeof(bool)] = Reads<bool>,
        [typeof(byte)] = Reads<byte>,
        [typeof(sbyte)] = Reads<sbyte>,
        [typeof(short)] = Reads<short>,
        [typeof(ushort)] = Reads<ushort>,
        [typeof(int)] = Reads<int>,
        [typeof(uint)] = Reads<uint>,
        [typeof(long)] = Reads<long>,
        [typeof(ulong)] = Reads<ulong>,
        [typeof(float)] = Reads<float>,
        [typeof(double)] = Reads<double>,
        [typeof(decimal)] = Reads<decimal>,
        [typeof(char)] = Reads<char>,
        [typeof(Guid)] = Reads<Guid>,
        [typeof(DateTime)] = Reads<DateTime>,
        [typeof(DateTimeOffset)] = Reads<DateTimeOffset>,
        [typeof(DateOnly)] = Reads<DateOnly>,
        [typeof(TimeOnly)] = Reads<TimeOnly>,
        [typeof(TimeSpan)] = Reads<TimeSpan>,
    }.ToFrozenDictionary();

    public static bool Reads(Type type, string text) =>
        type.IsEnum ? Enum.TryParse(type, text, ignoreCase: true, out _) : !Readers.TryGetValue(type, out var reads) || reads(text);

    private static bool Reads<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out _);
}
