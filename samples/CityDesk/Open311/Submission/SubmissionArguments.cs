using System.Text.RegularExpressions;
using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Platform.Validation;
using Platform.Validation.Rules;

namespace CityDesk.Open311.Submission;

/// <summary>
/// The arguments of POST Service Request once they are read, with what GeoReport v2 and the desk ask of them. The rules have the codes of
/// <see cref="DeskErrors"/> and a fact for each of their parameters.
/// </summary>
[Validated]
[Rule(nameof(CheckPlace), When = nameof(IsPlaceReadable))]
internal sealed partial record SubmissionArguments
{
    /// <summary>Whether what was sent of the place could be read; of what could not, nothing can be said.</summary>
    public required bool IsPlaceReadable { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    [Rule(nameof(CheckAddress))]
    public string? Address { get; init; }

    [Rule(nameof(CheckAddressId))]
    public string? AddressId { get; init; }

    [Rule(nameof(CheckDescription))]
    public string? Description { get; init; }

    [Rule(nameof(CheckFirstName))]
    public string? FirstName { get; init; }

    [Rule(nameof(CheckLastName))]
    public string? LastName { get; init; }

    [Rule(nameof(CheckEmail))]
    public string? Email { get; init; }

    [Rule(nameof(CheckPhone))]
    public string? Phone { get; init; }

    [Rule(nameof(CheckDeviceId))]
    public string? DeviceId { get; init; }

    [Rule(nameof(CheckAccountId))]
    public string? AccountId { get; init; }

    [Rule(nameof(CheckMediaUrl))]
    public string? MediaUrl { get; init; }

    public static void CheckAddress(string text, ref RuleFindings findings) => CheckText("address_string", text, Location.AddressMaxLength, ref findings);

    public static void CheckAddressId(string text, ref RuleFindings findings) => CheckText("address_id", text, Location.AddressIdMaxLength, ref findings);

    public static void CheckDescription(string text, ref RuleFindings findings) => CheckText("description", text, ServiceRequest.DescriptionMaxLength, ref findings);

    public static void CheckFirstName(string text, ref RuleFindings findings) => CheckLine("first_name", text, Reporter.NameMaxLength, ref findings);

    public static void CheckLastName(string text, ref RuleFindings findings) => CheckLine("last_name", text, Reporter.NameMaxLength, ref findings);

    public static void CheckEmail(string text, ref RuleFindings findings) => CheckLine("email", text, Reporter.EmailMaxLength, ref findings);

    public static void CheckPhone(string text, ref RuleFindings findings) => CheckLine("phone", text, Reporter.PhoneMaxLength, ref findings);

    public static void CheckDeviceId(string text, ref RuleFindings findings) => CheckText("device_id", text, Reporter.ForeignIdMaxLength, ref findings);

    public static void CheckAccountId(string text, ref RuleFindings findings) => CheckText("account_id", text, Reporter.ForeignIdMaxLength, ref findings);

    public static void CheckMediaUrl(string url, ref RuleFindings findings)
    {
        CheckText("media_url", url, ServiceRequest.MediaUrlMaxLength, ref findings);
        // Uri alone would mend spaces, control characters and broken escapes, and the text would be kept unmended.
        if (!findings.Any && !(Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && !MendedByUri().IsMatch(url)))
            findings.Add("MEDIA_URL_INVALID");
    }

    public void CheckPlace(ref RuleFindings findings)
    {
        if (Latitude is null != Longitude is null)
            findings.Add("COORDINATE_ALONE");
        else if (Latitude is null && string.IsNullOrWhiteSpace(Address) && string.IsNullOrWhiteSpace(AddressId))
            findings.Add("LOCATION_MISSING");
    }

    private static void CheckText(string name, string text, int longest, ref RuleFindings findings)
    {
        if (DeskText.IndexOfForbidden(text) is >= 0 and var at)
            findings.Add("PARAMETER_CHARACTER", arguments: new(new("parameter", name), new("character", DeskText.Name(text[at]))));
        else if (CallParameters.CharactersOf(text) > longest)
            findings.Add("PARAMETER_TOO_LONG", arguments: new(new("parameter", name), new("limit", longest)));
    }

    /// <summary>What goes into the head of a message or a list of contacts; a second line there would be a second entry.</summary>
    private static void CheckLine(string name, string text, int longest, ref RuleFindings findings)
    {
        CheckText(name, text, longest, ref findings);
        if (!findings.Any && text.AsSpan().IndexOfAny('\r', '\n') >= 0)
            findings.Add("PARAMETER_LINE_BREAK", arguments: new(new("parameter", name)));
    }

    [GeneratedRegex(@"[\0- ]|%(?![0-9A-Fa-f]{2})")]
    private static partial Regex MendedByUri();
}
