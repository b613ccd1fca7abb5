using System.Globalization;
using CityDesk.Domain;

namespace CityDesk.Generation;

/// <summary>Invented residents. Mail goes to <c>example.org</c> (RFC 2606) and the numbers are the 555-01xx that nobody has.</summary>
internal static class CityPeople
{
    /// <summary>Many report more than once.</summary>
    private const int Residents = 400;

    private static readonly string[] FirstNames =
    [
        "Ada", "Amir", "Anna", "Benito", "Chidi", "Clara", "Dmitri", "Elena", "Farah", "Grace", "Hiro", "Ines", "Jamal", "Katya",
        "Lars", "Maya", "Noor", "Oscar", "Priya", "Quinn", "Rosa", "Samir", "Tove", "Uma", "Vera", "Wen", "Ximena", "Yara", "Zoë",
    ];

    private static readonly string[] LastNames =
    [
        "Abara", "Bianchi", "Castillo", "Dubois", "Eriksen", "Fischer", "García", "Haddad", "Ivanova", "Jensen", "Kowalski", "Larsson",
        "Müller", "Nakamura", "O'Brien", "Petrov", "Qureshi", "Rossi", "Suzuki", "Tran", "Usman", "Vargas", "Weber", "Yilmaz", "Zhang",
    ];

    /// <summary>About a third of the city's residents report without saying who they are.</summary>
    public static Reporter Next(Random random)
    {
        if (random.Next(3) == 0)
            return new Reporter();
        var number = random.Next(Residents);
        var (first, last) = (FirstNames[number % FirstNames.Length], LastNames[number / FirstNames.Length % LastNames.Length]);
        return new Reporter
        {
            FirstName = first,
            LastName = last,
            Email = string.Create(CultureInfo.InvariantCulture, $"{Plain(first)}.{Plain(last)}.{number}@example.org"),
            Phone = number % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"+1 555 01{number % 100:D2}") : null,
        };
    }

    private static string Plain(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetter));
}
