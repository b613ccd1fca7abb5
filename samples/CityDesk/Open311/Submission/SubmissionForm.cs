using System.Globalization;
using System.Text.RegularExpressions;
using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Platform.Errors;

namespace CityDesk.Open311.Submission;

/// <summary>
/// Reads the arguments of POST Service Request. Text is kept as it was sent: "no html or code" (GeoReport v2) cannot be told
/// from a report about a &lt;script&gt; sprayed on a wall, so nothing is cut out, and every output encodes what it shows.
/// </summary>
internal static partial class SubmissionForm
{
    /// <summary>Reads everything but the service, which is unknown when it or the city is at fault; the answers are then left unread.</summary>
    /// <returns>What the resident said. Not to be filed when a fault was added to <paramref name="errors"/>.</returns>
    public static RequestDraft Read(CallParameters form, Service? service, int consumerId, ErrorCollector errors) => new()
    {
        Location = ReadLocation(form, errors),
        Description = Text(form, "description", ServiceRequest.DescriptionMaxLength, errors) ?? "",
        Reporter = new Reporter
        {
            FirstName = Line(form, "first_name", Reporter.NameMaxLength, errors),
            LastName = Line(form, "last_name", Reporter.NameMaxLength, errors),
            Email = Line(form, "email", Reporter.EmailMaxLength, errors),
            Phone = Line(form, "phone", Reporter.PhoneMaxLength, errors),
            DeviceId = Text(form, "device_id", Reporter.ForeignIdMaxLength, errors),
            AccountId = Text(form, "account_id", Reporter.ForeignIdMaxLength, errors),
        },
        MediaUrl = ReadMediaUrl(form, errors),
        Answers = service is null ? [] : AttributeReader.Read(form, service.Attributes, errors),
        ConsumerId = consumerId,
    };

    private static string? Text(CallParameters form, string name, int maxLength, ErrorCollector errors) =>
        form.TrySingle(name, errors, out var value, maxLength) ? value : null;

    /// <summary>What goes into the head of a message or a list of contacts; a second line there would be a second entry.</summary>
    private static string? Line(CallParameters form, string name, int maxLength, ErrorCollector errors)
    {
        if (Text(form, name, maxLength, errors) is not { } value)
            return null;
        if (value.AsSpan().IndexOfAny('\r', '\n') < 0)
            return value;
        errors.Add(DeskErrors.ParameterLineBreak(name));
        return null;
    }

    private static Location ReadLocation(CallParameters form, ErrorCollector errors)
    {
        var readable = TryReadCoordinate(form, "lat", 90, errors, out var latitude)
            & TryReadCoordinate(form, "long", 180, errors, out var longitude)
            & form.TrySingle("address_string", errors, out var address, Location.AddressMaxLength)
            & form.TrySingle("address_id", errors, out var addressId, Location.AddressIdMaxLength);

        if (readable && latitude is null != longitude is null)
            errors.Add(DeskErrors.CoordinateAlone());
        else if (readable && latitude is null && string.IsNullOrWhiteSpace(address) && string.IsNullOrWhiteSpace(addressId))
            errors.Add(DeskErrors.LocationMissing());
        return new Location { Latitude = latitude, Longitude = longitude, Address = address, AddressId = addressId };
    }

    private static bool TryReadCoordinate(CallParameters form, string name, double limit, ErrorCollector errors, out double? degrees)
    {
        degrees = null;
        if (!form.TrySingle(name, errors, out var text))
            return false;
        if (text is null)
            return true;
        // The comparison is false for NaN as well.
        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) <= limit)
        {
            degrees = number;
            return true;
        }

        errors.Add(DeskErrors.CoordinateInvalid(name, DeskText.Shown(text), limit));
        return false;
    }

    private static string? ReadMediaUrl(CallParameters form, ErrorCollector errors)
    {
        const string name = "media_url";
        if (Text(form, name, ServiceRequest.MediaUrlMaxLength, errors) is not { } url)
            return null;
        // Uri alone would mend spaces, control characters and broken escapes, and the text would be kept unmended.
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && !MendedByUri().IsMatch(url))
            return url;
        errors.Add(DeskErrors.MediaUrlInvalid());
        return null;
    }

    [GeneratedRegex(@"[\0- ]|%(?![0-9A-Fa-f]{2})")]
    private static partial Regex MendedByUri();
}
