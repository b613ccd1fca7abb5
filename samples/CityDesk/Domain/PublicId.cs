using System.Globalization;

namespace CityDesk.Domain;

/// <summary>
/// The number that residents quote, taken apart: our own (<see cref="Id"/>), or that of the system from which the request
/// was imported (<see cref="ImportSource"/> and <see cref="ExternalId"/>). The counterpart of
/// <see cref="ServiceRequest.FormatPublicId"/>.
/// </summary>
public readonly record struct PublicId
{
    public long? Id { get; private init; }

    public string? ImportSource { get; private init; }

    public string? ExternalId { get; private init; }

    public static PublicId Of(string? importSource, string? externalId) => new() { ImportSource = importSource, ExternalId = externalId };

    /// <summary>Reads a number as <see cref="ServiceRequest.PublicId"/> writes it, and in no other spelling: one request has one address.</summary>
    public static bool TryParse(string text, out PublicId publicId)
    {
        publicId = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            if (text.StartsWith('0') || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return false;
            publicId = new PublicId { Id = id };
            return true;
        }

        if (dash is 0 or > ImportedFacts.SourceMaxLength || text.Length - dash - 1 is 0 or > ImportedFacts.ExternalIdMaxLength
            || DeskText.IndexOfForbidden(text) >= 0)
            return false;
        publicId = new PublicId { ImportSource = text[..dash], ExternalId = text[(dash + 1)..] };
        return true;
    }
}
