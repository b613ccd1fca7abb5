namespace Platform.Testing;

/// <summary>
/// How long a long loop runs: shortened in the test command, in full under <c>eng/soak.sh</c> (<c>PLATFORM_SOAK=full</c>).
/// A test that uses it also carries <see cref="SoakAttribute"/>, or <c>eng/soak.sh</c> never finds it.
/// </summary>
public static class SoakLength
{
    /// <summary>The environment variable that asks for full length.</summary>
    public const string Variable = "PLATFORM_SOAK";

    /// <summary>Whether loops run in full.</summary>
    public static bool IsFull => Read(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The length that applies now.</summary>
    /// <typeparam name="T">A count, a duration, a list of seeds.</typeparam>
    /// <param name="shortened">For the test command: enough to catch a plain regression, in seconds.</param>
    /// <param name="full">For the soak: as much as the claim needs.</param>
    /// <returns>One of the two.</returns>
    public static T Of<T>(T shortened, T full) => IsFull ? full : shortened;

    /// <summary>Reads the value of <see cref="Variable"/>.</summary>
    /// <param name="value"><c>full</c>, <c>short</c>, or nothing, which means short.</param>
    /// <returns>Whether loops run in full.</returns>
    /// <exception cref="InvalidOperationException">Any other value: a misspelt <c>full</c> would pass as a soak that never was.</exception>
    public static bool Read(string? value) => value switch
    {
        null or "" or "short" => false,
        "full" => true,
        _ => throw new InvalidOperationException($"{Variable} is '{value}'; it may be 'full' or 'short'."),
    };
}
