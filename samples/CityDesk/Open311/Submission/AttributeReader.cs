using System.Buffers;
using System.Text.Json;
using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Platform.Errors;
using Platform.Validation;

namespace CityDesk.Open311.Submission;

/// <summary>
/// Reads <c>attribute[CODE]=value</c> and <c>attribute[CODE][]=value</c>, and has the values judged by the schema of the service definition, whose refusals it
/// tells as those of the desk.
/// </summary>
internal sealed class AttributeReader(AnswerSchemas schemas)
{
    private const string Prefix = "attribute";

    public List<AttributeAnswer> Read(CallParameters form, IReadOnlyList<ServiceAttribute> definition, ErrorCollector errors)
    {
        var given = ReadGiven(form, errors);
        var kept = given.Where(answer => AreStorable(answer.Key, answer.Value, definition, errors)).ToDictionary(StringComparer.Ordinal);
        var refused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ofAttribute in schemas.Of(definition).Validate(Write(kept)).Failures.GroupBy(CodeOf))
        {
            refused.Add(ofAttribute.Key);
            // Of one that could not be kept it has been said why.
            if (kept.ContainsKey(ofAttribute.Key) || !given.ContainsKey(ofAttribute.Key))
                Explain(ofAttribute.Key, [.. ofAttribute], definition, given, errors);
        }
        return [.. definition.Where(attribute => kept.ContainsKey(attribute.Code) && !refused.Contains(attribute.Code))
            .Select(attribute => new AttributeAnswer { Code = attribute.Code, Values = kept[attribute.Code] })];
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

    /// <summary>Whether what was answered can be kept, whatever the question; of what is no question the schema says so.</summary>
    private static bool AreStorable(string code, List<string> values, IReadOnlyList<ServiceAttribute> definition, ErrorCollector errors)
    {
        var storable = true;
        if (definition.Any(attribute => attribute.Code == code && attribute.Variable))
        {
            foreach (var value in values)
                storable &= CallParameters.IsStorable(NameOf(code), value, AttributeAnswer.ValueMaxLength, errors);
        }
        return storable;
    }

    private static ReadOnlySpan<byte> Write(Dictionary<string, List<string>> answers)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (code, values) in answers)
            {
                json.WriteStartArray(code);
                foreach (var value in values)
                    json.WriteStringValue(value);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return bytes.WrittenSpan;
    }

    /// <summary>The attribute that a failure is about: the first name of its pointer (RFC 6901), or the one that is missing.</summary>
    private static string CodeOf(ValidationFailure failure) =>
        failure.Code == ValidationCodes.PropertyMissing && failure.Arguments.TryGet("property", out var missing) ? missing.Text
            : failure.InstancePointer.Split('/') is [_, var name, ..] ? name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
            : "";

    private static void Explain(
        string code, List<ValidationFailure> failures, IReadOnlyList<ServiceAttribute> definition, Dictionary<string, List<string>> given, ErrorCollector errors)
    {
        var name = NameOf(code);
        if (definition.FirstOrDefault(attribute => attribute.Code == code) is not { } attribute)
            errors.Add(DeskErrors.AttributeUnknown(NameOf(DeskText.Shown(code))));
        else if (!attribute.Variable)
            errors.Add(DeskErrors.AttributeTakesNoAnswer(name));
        else if (failures.Exists(static failure => failure.Code == ValidationCodes.ItemsTooMany))
            errors.Add(DeskErrors.ParameterRepeated(name));
        else if (failures.TrueForAll(static failure => failure.Code == ValidationCodes.ItemsNotUnique))
            errors.Add(DeskErrors.AttributeChoiceRepeated(name));
        else
            failures.FindAll(static failure => failure.Code != ValidationCodes.ItemsNotUnique).ForEach(failure => errors.Add(ErrorOf(failure, attribute, name, given)));
    }

    private static Error ErrorOf(ValidationFailure failure, ServiceAttribute attribute, string name, Dictionary<string, List<string>> given) => failure.Code switch
    {
        ValidationCodes.PropertyMissing => DeskErrors.ParameterNotProvided(name),
        ValidationCodes.StringPatternMismatch => DeskErrors.ParameterLineBreak(name),
        ValidationCodes.StringFormatMismatch when attribute.Datatype == AttributeDatatype.Number => DeskErrors.AttributeNotANumber(name),
        ValidationCodes.StringFormatMismatch => DeskErrors.AttributeNotADate(name),
        _ => DeskErrors.AttributeNotAChoice(name, DeskText.Shown(ValueAt(failure.InstancePointer, given[attribute.Code]))),
    };

    private static string ValueAt(string pointer, List<string> values) =>
        int.TryParse(pointer.AsSpan(pointer.LastIndexOf('/') + 1), out var at) && at < values.Count ? values[at] : values[0];

    private static string NameOf(string code) => $"{Prefix}[{code}]";
}
