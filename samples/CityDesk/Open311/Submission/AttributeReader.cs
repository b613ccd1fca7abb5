using System.Globalization;
using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Platform.Errors;

namespace CityDesk.Open311.Submission;

/// <summary>Reads <c>attribute[CODE]=value</c> and <c>attribute[CODE][]=value</c> and holds the values against the service definition.</summary>
internal static class AttributeReader
{
    private const string Prefix = "attribute";

    public static List<AttributeAnswer> Read(CallParameters form, IReadOnlyList<ServiceAttribute> definition, ErrorCollector errors)
    {
        var given = ReadGiven(form, errors);
        var answers = new List<AttributeAnswer>(given.Count);
        foreach (var attribute in definition)
        {
            if (!given.Remove(attribute.Code, out var values))
            {
                if (attribute.Required && attribute.Variable)
                    errors.Add(DeskErrors.ParameterNotProvided(NameOf(attribute.Code)));
                continue;
            }

            if (IsAcceptable(attribute, values, errors))
                answers.Add(new AttributeAnswer { Code = attribute.Code, Values = values });
        }

        foreach (var code in given.Keys)
            errors.Add(DeskErrors.AttributeUnknown(NameOf(DeskText.Shown(code))));
        return answers;
    }

    private static Dictionary<string, List<string>> ReadGiven(CallParameters form, ErrorCollector errors)
    {
        var given = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in form.All)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            if (!TryReadCode(name, out var code))
            {
                errors.Add(DeskErrors.AttributeMalformed(DeskText.Shown(name)));
                continue;
            }

            if (!given.TryGetValue(code, out var values))
                given.Add(code, values = []);
            values.Add(value);
        }

        return given;
    }

    /// <summary>
    /// Takes the code out of a name. Between the second pair of brackets a position is allowed besides nothing, because
    /// clients whose libraries number the members of arrays send <c>attribute[CODE][0]</c>; the order counts all the same.
    /// </summary>
    private static bool TryReadCode(string name, out string code)
    {
        code = "";
        var rest = name.AsSpan(Prefix.Length);
        var close = rest.IndexOf(']');
        if (rest.IsEmpty || rest[0] != '[' || close < 2)
            return false;
        var list = rest[(close + 1)..];
        if (!list.IsEmpty && (list is not ['[', .., ']'] || list[1..^1].ContainsAnyExceptInRange('0', '9')))
            return false;
        code = rest[1..close].ToString();
        return true;
    }

    private static bool IsAcceptable(ServiceAttribute attribute, List<string> values, ErrorCollector errors)
    {
        var name = NameOf(attribute.Code);
        if (!attribute.Variable)
        {
            errors.Add(DeskErrors.AttributeTakesNoAnswer(name));
            return false;
        }

        if (values.Count > 1 && attribute.Datatype != AttributeDatatype.MultiValueList)
        {
            errors.Add(DeskErrors.ParameterRepeated(name));
            return false;
        }

        var acceptable = true;
        foreach (var value in values)
            acceptable &= CallParameters.IsStorable(name, value, AttributeAnswer.ValueMaxLength, errors) && errors.Add(CheckDatatype(attribute, name, value));
        if (acceptable && values.Distinct(StringComparer.Ordinal).Count() != values.Count)
        {
            errors.Add(DeskErrors.AttributeChoiceRepeated(name));
            return false;
        }

        return acceptable;
    }

    private static Result CheckDatatype(ServiceAttribute attribute, string name, string value) => attribute.Datatype switch
    {
        AttributeDatatype.String when value.AsSpan().ContainsAny('\r', '\n') => DeskErrors.ParameterLineBreak(name),
        AttributeDatatype.Number when !IsNumber(value) => DeskErrors.AttributeNotANumber(name),
        AttributeDatatype.DateTime when !W3CDateTime.TryParse(value, out _) => DeskErrors.AttributeNotADate(name),
        AttributeDatatype.SingleValueList or AttributeDatatype.MultiValueList when !attribute.Options.Exists(option => option.Key == value) =>
            DeskErrors.AttributeNotAChoice(name, DeskText.Shown(value)),
        _ => Result.Success,
    };

    private static bool IsNumber(string value) =>
        double.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
        // "NaN" and "Infinity" are words to a parser, whatever styles it is given.
        && value.AsSpan().ContainsAnyInRange('0', '9');

    private static string NameOf(string code) => $"{Prefix}[{code}]";
}
