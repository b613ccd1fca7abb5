using System.Globalization;
using CityDesk.Domain;

namespace CityDesk.Pages.Requests;

/// <summary>A request's public number, taken apart again: our own <see cref="Id"/>, or another system's.</summary>
internal readonly record struct RequestNumber(long Id, string? ImportSource, string? ExternalId)
{
    public static bool TryParse(string text, out RequestNumber number)
    {
        number = default;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            number = new RequestNumber(id, null, null);
            return true;
        }

        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash is < 1 or > ImportedFacts.SourceMaxLength
            || text.Length - dash - 1 is < 1 or > ImportedFacts.ExternalIdMaxLength
            || DeskText.IndexOfForbidden(text) >= 0)
            return false;
        number = new RequestNumber(0, text[..dash], text[(dash + 1)..]);
        return true;
    }
}
