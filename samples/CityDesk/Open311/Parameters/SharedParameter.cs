using CityDesk.Domain;
using Platform.Errors;

namespace CityDesk.Open311.Parameters;

/// <summary>
/// A parameter that a POST may carry in its form, as the standard shows it, or in its address, as clients send it that put
/// <c>jurisdiction_id</c> and <c>api_key</c> into every address they call.
/// </summary>
internal static class SharedParameter
{
    /// <summary>Reads it from the first of <paramref name="places"/> that has it.</summary>
    /// <remarks>The value is <see langword="null"/> when there is none.</remarks>
    /// <returns><see langword="false"/> when a fault was added to <paramref name="errors"/>.</returns>
    public static bool TryRead(string name, ReadOnlySpan<CallParameters> places, ErrorCollector errors, out string? value)
    {
        value = null;
        foreach (var place in places)
        {
            if (!place.TrySingle(name, errors, out var given))
                return false;
            if (value is not null && given is not null && value != given)
            {
                errors.Add(DeskErrors.ParameterContradicted(name));
                return false;
            }

            value ??= given;
        }

        return true;
    }
}
