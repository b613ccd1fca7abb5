using System.Globalization;
using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Platform.Errors;
using Platform.Hosting;
using Platform.Validation;

namespace CityDesk.Open311.Submission;

/// <summary>
/// Reads the arguments of POST Service Request, and has them judged. Text is kept as it was sent: "no html or code" (GeoReport v2) cannot be told
/// from a report about a &lt;script&gt; sprayed on a wall, so nothing is cut out, and every output encodes what it shows.
/// </summary>
internal sealed class SubmissionForm(IValidator<SubmissionArguments> validator, AttributeReader attributes, ValidationErrors refusals)
{
    /// <summary>Reads everything but the service, which is unknown when it or the city is at fault; the answers are then left unread.</summary>
    /// <returns>What the resident said. Not to be filed when a fault was added to <paramref name="errors"/>.</returns>
    public RequestDraft Read(CallParameters form, Service? service, int consumerId, ErrorCollector errors)
    {
        var arguments = ReadArguments(form, errors);
        foreach (var refusal in refusals.Of(validator.Validate(arguments)))
            errors.Add(refusal);
        return new RequestDraft
        {
            Location = new Location { Latitude = arguments.Latitude, Longitude = arguments.Longitude, Address = arguments.Address, AddressId = arguments.AddressId },
            Description = arguments.Description ?? "",
            Reporter = new Reporter
            {
                FirstName = arguments.FirstName,
                LastName = arguments.LastName,
                Email = arguments.Email,
                Phone = arguments.Phone,
                DeviceId = arguments.DeviceId,
                AccountId = arguments.AccountId,
            },
            MediaUrl = arguments.MediaUrl,
            Answers = service is null ? [] : attributes.Read(form, service.Attributes, errors),
            ConsumerId = consumerId,
        };
    }

    private static SubmissionArguments ReadArguments(CallParameters form, ErrorCollector errors)
    {
        var isPlaceReadable = TryReadCoordinate(form, "lat", 90, errors, out var latitude)
            & TryReadCoordinate(form, "long", 180, errors, out var longitude)
            & form.TryOnce("address_string", errors, out var address)
            & form.TryOnce("address_id", errors, out var addressId);
        return new SubmissionArguments
        {
            IsPlaceReadable = isPlaceReadable,
            Latitude = latitude,
            Longitude = longitude,
            Address = address,
            AddressId = addressId,
            Description = Text(form, "description", errors),
            FirstName = Text(form, "first_name", errors),
            LastName = Text(form, "last_name", errors),
            Email = Text(form, "email", errors),
            Phone = Text(form, "phone", errors),
            DeviceId = Text(form, "device_id", errors),
            AccountId = Text(form, "account_id", errors),
            MediaUrl = Text(form, "media_url", errors),
        };
    }

    private static string? Text(CallParameters form, string name, ErrorCollector errors) => form.TryOnce(name, errors, out var value) ? value : null;

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
}
