namespace Platform.Validation.SourceGeneration;

/// <summary>
/// Writes how a value is read from JSON in one pass. The code says yes or leaves it to others: a name that it does not know, that stands twice or is escaped, a value
/// of another type, and what must be there and is not.
/// </summary>
internal sealed class ReadWriter(CodeText code)
{
    private const string Reading = "global::Platform.Validation.Reading.";
    private const string Json = "global::System.Text.Json.";
    private const string Token = Json + "JsonTokenType.";

    public void Write(ValidatedModel type, ReadingModel reading)
    {
        code.Line();
        code.Line($"private static readonly {Reading}JsonShape _shape = new(typeof({type.TypeName})");
        foreach (var member in reading.Members)
            code.Line($"    , new {Reading}JsonShapeMember({Arguments(member)})");
        code.Line(");");
        code.Line();
        code.Line($"public override {Reading}JsonShape? Shape => _shape;");
        code.Line();
        code.Open($"public override bool TryRead(ref {Json}Utf8JsonReader reader, {Reading}JsonReading reading, out {type.TypeName}? value)");
        code.Line("value = default;");
        code.Line($"if (reader.TokenType != {Token}StartObject) return false;");
        code.Line("ulong seen = 0;");
        foreach (var member in reading.Members)
            code.Line($"{member.TypeName} {member.Variable} = default!;");
        code.Open("while (true)");
        code.Line("if (!reader.Read()) return false;");
        code.Line($"if (reader.TokenType == {Token}EndObject) break;");
        code.Line("if (reader.HasValueSequence || reader.ValueIsEscaped) return false;");
        Names(reading);
        code.Line("if (at < 0 || (seen & (1UL << at)) != 0 || !reader.Read()) return false;");
        code.Line("seen |= 1UL << at;");
        code.Open("switch (at)");
        foreach (var member in reading.Members)
        {
            code.Line($"case {member.Variable.Substring(1)}:");
            code.Open();
            Value(member);
            code.Line("break;");
            code.Close();
        }
        code.Close();
        code.Close();
        Needed(reading, member => member.IsNeeded, "");
        Needed(reading, member => member.IsParameter, "reading.NeedsParameters && ");
        var initializer = reading.Initializers.Length == 0 ? "" : $" {{ {reading.Initializers} }}";
        code.Line($"value = new {type.TypeName}({reading.Arguments}){initializer};");
        foreach (var setter in reading.Setters)
            code.Line(setter);
        code.Line("return true;");
        code.Close();
    }

    private static string Arguments(ReadingMember member)
    {
        return $"{Symbols.Text(member.Wire)}, typeof({member.TypeName})"
            + (member.IsRequired ? ", IsRequired: true" : "")
            + (member.IsParameter ? ", IsParameter: true" : "")
            + (member.IsNested ? $", Nested: static () => {member.ValueType}.Validator.Shape" : "");
    }

    private void Names(ReadingModel reading)
    {
        code.Line("var name = reader.ValueSpan;");
        code.Line("var at = -1;");
        code.Open("switch (name.Length)");
        foreach (var sameLength in reading.Members.GroupBy(member => member.WireBytes).OrderBy(group => group.Key))
        {
            code.Line($"case {sameLength.Key}:");
            foreach (var member in sameLength)
                code.Line($"    if (global::System.MemoryExtensions.SequenceEqual(name, {Symbols.Text(member.Wire)}u8)) {{ at = {member.Variable.Substring(1)}; break; }}");
            code.Line("    return false;");
        }
        code.Line("default: return false;");
        code.Close();
    }

    private void Value(ReadingMember member)
    {
        if (member.Item.Length > 0)
        {
            Items(member);
            return;
        }
        if (member.AllowsNull)
            code.Line($"if (reader.TokenType == {Token}Null) break;");
        Single(member, "read");
        code.Line($"{member.Variable} = read;");
    }

    private void Items(ReadingMember member)
    {
        if (member.AllowsNull)
            code.Line($"if (reader.TokenType == {Token}Null) break;");
        code.Line($"if (reader.TokenType != {Token}StartArray) return false;");
        code.Line($"var items = new global::System.Collections.Generic.List<{member.Item}>();");
        code.Open("while (true)");
        code.Line("if (!reader.Read()) return false;");
        code.Line($"if (reader.TokenType == {Token}EndArray) break;");
        code.Line($"if (items.Count == {Reading}JsonValues.MostItems) return false;");
        if (member.ItemCanBeNull)
            code.Line($"if (reader.TokenType == {Token}Null) {{ items.Add(default!); continue; }}");
        Single(member, "read");
        code.Line("items.Add(read);");
        code.Close();
        code.Line($"{member.Variable} = items{(member.IsArray ? ".ToArray()" : "")};");
    }

    private void Single(ReadingMember member, string variable) => code.Line(member.IsNested
        ? $"if (!{member.ValueType}.Validator.TryRead(ref reader, reading, out var {variable})) return false;"
        : $"if (!{Reading}JsonValues.TryRead(ref reader, out {member.ValueType} {variable})) return false;");

    private void Needed(ReadingModel reading, Func<ReadingMember, bool> isNeeded, string condition)
    {
        var bits = reading.Members.Select((member, index) => isNeeded(member) ? 1UL << index : 0).Aggregate(0UL, (all, bit) => all | bit);
        if (bits != 0)
            code.Line($"if ({condition}(seen & {bits}UL) != {bits}UL) return false;");
    }
}
