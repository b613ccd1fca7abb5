namespace Platform.Validation.SourceGeneration;

/// <summary>
/// Writes how a value is read from JSON in one pass. The code says yes or leaves it to others: a name that it does not know, that stands twice or is escaped, a value
/// of another type, and what must be there and is not.
/// </summary>
internal sealed class ReadWriter(CodeWriter code)
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
        code.Open($"public override bool TryRead(ref {Json}Utf8JsonReader reader, {Reading}JsonReading reading, out {type.TypeName}{(type.IsValueType ? "" : "?")} value)");
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
        return $"{Symbols.Text(member.Wire)}, {Symbols.Text(member.Name)}, typeof({member.TypeName})"
            + (member.AllowsNull ? ", AllowsNull: true" : "")
            + (member.IsRequired ? ", IsRequired: true" : "")
            + (member.Position >= 0 ? $", Position: {member.Position}" : "")
            + (member.IsParameter ? ", IsParameter: true" : "")
            + (member.Source == ReadingSource.Validator ? $", Nested: static () => {member.ValueType}.Validator.Shape" : "")
            + (member.Source == ReadingSource.Converter ? $", Converted: typeof({member.ValueType})" : "");
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
        if (member.AllowsNull)
            code.Line($"if (reader.TokenType == {Token}Null) break;");
        switch (member.Kind)
        {
            case ReadingKind.Single:
                Single(member);
                code.Line($"{member.Variable} = read;");
                break;
            case ReadingKind.Dictionary:
                Entries(member);
                break;
            default:
                Items(member);
                break;
        }
    }

    private void Items(ReadingMember member)
    {
        code.Line($"if (reader.TokenType != {Token}StartArray) return false;");
        code.Line($"var items = new global::System.Collections.Generic.{(member.Kind == ReadingKind.Set ? "HashSet" : "List")}<{member.Item}>();");
        code.Line("var count = 0;");
        code.Open("while (true)");
        code.Line("if (!reader.Read()) return false;");
        code.Line($"if (reader.TokenType == {Token}EndArray) break;");
        code.Line($"if (count++ == {Reading}JsonValues.MostItems) return false;");
        if (member.ItemCanBeNull)
            code.Line($"if (reader.TokenType == {Token}Null) {{ items.Add(default!); continue; }}");
        Single(member);
        code.Line("items.Add(read);");
        code.Close();
        code.Line($"{member.Variable} = items{(member.Kind == ReadingKind.Array ? ".ToArray()" : "")};");
    }

    private void Entries(ReadingMember member)
    {
        code.Line($"if (reader.TokenType != {Token}StartObject) return false;");
        code.Line($"var entries = new global::System.Collections.Generic.Dictionary<string, {member.Item}>();");
        code.Open("while (true)");
        code.Line("if (!reader.Read()) return false;");
        code.Line($"if (reader.TokenType == {Token}EndObject) break;");
        code.Line($"if (entries.Count == {Reading}JsonValues.MostEntries) return false;");
        code.Line("var key = reader.GetString()!;");
        code.Line("if (!reader.Read()) return false;");
        if (member.ItemCanBeNull)
            code.Line($"if (reader.TokenType == {Token}Null) {{ if (!entries.TryAdd(key, default!)) return false; continue; }}");
        Single(member);
        code.Line("if (!entries.TryAdd(key, read)) return false;");
        code.Close();
        code.Line($"{member.Variable} = entries;");
    }

    private void Single(ReadingMember member) => code.Line(member.Source switch
    {
        ReadingSource.Validator => $"if (!{member.ValueType}.Validator.TryRead(ref reader, reading, out var read)) return false;",
        ReadingSource.Converter => $"if (!reading.TryRead(ref reader, out {member.ValueType} read)) return false;",
        _ => $"if (!{Reading}JsonValues.TryRead(ref reader, out {member.ValueType} read)) return false;",
    });

    private void Needed(ReadingModel reading, Func<ReadingMember, bool> isNeeded, string condition)
    {
        var bits = reading.Members.Select((member, index) => isNeeded(member) ? 1UL << index : 0).Aggregate(0UL, (all, bit) => all | bit);
        if (bits != 0)
            code.Line($"if ({condition}(seen & {bits}UL) != {bits}UL) return false;");
    }
}
