namespace Platform.Validation.SourceGeneration;

/// <summary>Writes how a value is cleaned: a record or struct becomes another one where something changed, an object with setters is set.</summary>
internal sealed class SanitizeWriter(CodeWriter code)
{
    public void Write(ValidatedModel type)
    {
        var byWith = type.IsRecord || type.IsValueType;
        var assigned = new List<string>();
        var members = type.Members.Where(member => member.Sanitizing is not null).ToList();
        if (members.Count == 0)
        {
            code.Line("return value;");
            return;
        }
        code.Line("var changed = false;");
        foreach (var member in members)
        {
            var sanitizing = member.Sanitizing!;
            switch (sanitizing.Kind)
            {
                case SanitizingKind.Texts or SanitizingKind.Items when sanitizing.Collection is not null:
                    code.Line($"var {member.Variable} = {Collected(member, sanitizing, sanitizing.Collection)};");
                    assigned.Add(byWith ? $"{member.Name} = {member.Variable}" : $"value.{member.Name} = {member.Variable};");
                    break;
                case SanitizingKind.Entries:
                    code.Line($"var {member.Variable} = {sanitizing.Collection!.Cast}{Entries(member, sanitizing)};");
                    assigned.Add(byWith ? $"{member.Name} = {member.Variable}" : $"value.{member.Name} = {member.Variable};");
                    break;
                case SanitizingKind.Texts:
                    code.Line($"report.Texts({member.Access}, {sanitizing.Argument}, {member.Pointer}{Own(sanitizing)});");
                    break;
                case SanitizingKind.Items:
                    code.Line($"report.Items({member.Access}, {sanitizing.Argument}.Validator, {member.Pointer});");
                    break;
                default:
                    code.Line($"var {member.Variable} = {Cleaned(member, sanitizing)};");
                    assigned.Add(byWith ? $"{member.Name} = {member.Variable}" : $"value.{member.Name} = {member.Variable};");
                    break;
            }
        }
        if (assigned.Count == 0)
        {
            code.Line("return value;");
        }
        else if (byWith)
        {
            code.Line($"return changed ? value with {{ {string.Join(", ", assigned)} }} : value;");
        }
        else
        {
            code.Open("if (changed)");
            foreach (var assignment in assigned)
                code.Line(assignment);
            code.Close();
            code.Line("return value;");
        }
    }

    /// <summary>The texts first: what is said of them names the key that was sent.</summary>
    private static string Entries(MemberModel member, SanitizingModel sanitizing)
    {
        var entries = member.Access;
        if (sanitizing.Argument.Length > 0)
            entries = $"report.Values({entries}, {sanitizing.Argument}, {member.Pointer}, ref changed{Own(sanitizing)})";
        return sanitizing.Keys is { } keys
            ? $"report.Keys({entries}, {keys}, {member.Pointer}, ref changed{(sanitizing.OwnKeys is null ? "" : $", {sanitizing.OwnKeys}")})"
            : entries;
    }

    private static string Own(SanitizingModel sanitizing) => sanitizing.Own is null ? "" : $", {sanitizing.Own}";

    private static string Collected(MemberModel member, SanitizingModel sanitizing, CollectionModel collection)
    {
        var method = (collection.IsCopy ? "CopyOf" : "") + (sanitizing.Kind == SanitizingKind.Texts ? "Texts" : "Items");
        var cleaning = sanitizing.Kind == SanitizingKind.Texts ? sanitizing.Argument : $"{sanitizing.Argument}.Validator";
        return $"{collection.Cast}report.{method}({member.Access}, {cleaning}, {member.Pointer}, ref changed{Own(sanitizing)})";
    }

    private static string Cleaned(MemberModel member, SanitizingModel sanitizing) => sanitizing.Kind switch
    {
        SanitizingKind.Text => $"report.Text({member.Access}, {sanitizing.Argument}, {member.Pointer}, ref changed{Own(sanitizing)})",
        SanitizingKind.NestedStruct => $"report.NestedStruct({member.Access}, {sanitizing.Argument}.Validator, {member.Pointer}, ref changed)",
        _ => $"report.Nested({member.Access}, {sanitizing.Argument}.Validator, {member.Pointer}, ref changed)",
    };
}
