namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>Writes how types cross: one function that writes and one that reads for each that the reader and the writer do not know themselves.</summary>
internal sealed class ShapeWriter(CodeWriter code)
{
    private const string Writer = KnownNames.Wire + "WireWriter writer";
    private const string Reader = "ref " + KnownNames.Wire + "WireReader reader";

    /// <summary>The statement that writes a value.</summary>
    public static string Writing(TypeShape shape, string writer, string value) => shape switch
    {
        ScalarShape scalar when ScalarShapes.IsMemory(scalar) => $"{writer}.WriteBytes({value}.Span);",
        ScalarShape { Method: "Bytes" } => $"{writer}.WriteBytes({value} ?? throw new global::System.ArgumentNullException(nameof({Plain(value)})));",
        ScalarShape scalar => $"{writer}.Write{scalar.Method}({scalar.Cast}{value});",
        _ => $"Write{IndexOf(shape)}({writer}, {value});",
    };

    /// <summary>The expression that reads a value.</summary>
    public static string Reading(TypeShape shape, string reader) => shape switch
    {
        ScalarShape { Cast.Length: > 0 } scalar => $"({scalar.TypeName}){reader}.Read{scalar.Method}()",
        ScalarShape scalar => $"{reader}.Read{scalar.Method}()",
        _ => $"Read{IndexOf(shape)}(ref {reader})",
    };

    /// <summary>The expression that reads a value, or has what stands for it.</summary>
    public static string ReadingOr(TypeShape shape, string reader, string? otherwise, string member) =>
        $"{reader}.HasMore ? {Reading(shape, reader)} : {otherwise ?? $"throw {KnownNames.Wire}WireReader.Missing(\"{member}\")"}";

    public void Write(TypeShape shape)
    {
        code.Line();
        code.Open($"private static void Write{IndexOf(shape)}({Writer}, {shape.TypeName} value)");
        WriteWriter(shape);
        code.Close();
        code.Line();
        code.Open($"private static {shape.TypeName} Read{IndexOf(shape)}({Reader})");
        WriteReader(shape);
        code.Close();
    }

    private static int IndexOf(TypeShape shape) => shape switch
    {
        NullableShape nullable => nullable.Index,
        SequenceShape sequence => sequence.Index,
        MapShape map => map.Index,
        ObjectShape whole => whole.Index,
        _ => -1,
    };

    private static string Plain(string value) => value.Contains('.') ? "value" : value;

    private void WriteWriter(TypeShape shape)
    {
        switch (shape)
        {
            case NullableShape nullable:
                code.Line("writer.WriteBoolean(value is not null);");
                code.Line("if (value is not null)");
                code.Line("    " + Writing(nullable.Inner, "writer", nullable.IsValue ? "value.Value" : "value"));
                break;
            case SequenceShape { Form: SequenceForm.Immutable } sequence:
                code.Line("if (value.IsDefault)");
                code.Line("    value = [];");
                WriteItems("value.Length", sequence.Item);
                break;
            case SequenceShape sequence:
                code.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
                // What can be counted only once is counted by what it holds.
                if (sequence.TypeName.StartsWith("global::System.Collections.Generic.IEnumerable<", StringComparison.Ordinal))
                {
                    code.Line("var items = global::System.Linq.Enumerable.ToArray(value);");
                    WriteItems("items.Length", sequence.Item, "items");
                }
                else
                {
                    WriteItems(sequence.TypeName.EndsWith("[]", StringComparison.Ordinal) ? "value.Length" : "value.Count", sequence.Item);
                }
                break;
            case MapShape map:
                code.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
                code.Line("writer.WriteCount(value.Count);");
                code.Open("foreach (var pair in value)");
                code.Line(Writing(map.Key, "writer", "pair.Key"));
                code.Line(Writing(map.Value, "writer", "pair.Value"));
                code.Close();
                break;
            case ObjectShape whole:
                if (whole.MayBeDerived)
                    code.Line($"{KnownNames.Wire}WireWriter.ThrowIfDerived(value);");
                else if (!whole.IsValue)
                    code.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
                code.Line("var begin = writer.BeginObject();");
                foreach (var field in whole.Fields)
                    code.Line(Writing(field.Shape, "writer", "value." + field.Name));
                code.Line("writer.EndObject(begin);");
                break;
        }
    }

    private void WriteItems(string count, TypeShape item, string items = "value")
    {
        code.Line($"writer.WriteCount({count});");
        code.Line($"foreach (var item in {items})");
        code.Line("    " + Writing(item, "writer", "item"));
    }

    private void WriteReader(TypeShape shape)
    {
        switch (shape)
        {
            case NullableShape nullable:
                code.Line($"return reader.ReadBoolean() ? {Reading(nullable.Inner, "reader")} : default({nullable.TypeName});");
                break;
            case SequenceShape sequence:
                if (sequence.Form == SequenceForm.List)
                {
                    code.Line($"var count = reader.ReadCount({sequence.Item.MinimumBytes});");
                    code.Line($"var items = new global::System.Collections.Generic.List<{sequence.Item.TypeName}>(count);");
                    code.Line("for (var at = 0; at < count; at++)");
                    code.Line($"    items.Add({Reading(sequence.Item, "reader")});");
                }
                else
                {
                    code.Line($"var items = reader.ReadArray<{sequence.Item.TypeName}>({sequence.Item.MinimumBytes});");
                    code.Line("for (var at = 0; at < items.Length; at++)");
                    code.Line($"    items[at] = {Reading(sequence.Item, "reader")};");
                }
                code.Line(sequence.Form == SequenceForm.Immutable
                    ? "return global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);" : "return items;");
                break;
            case MapShape map:
                code.Line($"var count = reader.ReadCount({map.Key.MinimumBytes + map.Value.MinimumBytes});");
                code.Line($"var items = new global::System.Collections.Generic.Dictionary<{map.Key.TypeName}, {map.Value.TypeName}>(count);");
                code.Open("for (var at = 0; at < count; at++)");
                code.Line($"if (!items.TryAdd({Reading(map.Key, "reader")}, {Reading(map.Value, "reader")}))");
                code.Line($"    throw new {KnownNames.Wire}WireException(\"A dictionary has one key twice.\");");
                code.Close();
                code.Line("return items;");
                break;
            case ObjectShape whole:
                WriteObjectReader(whole);
                break;
        }
    }

    private void WriteObjectReader(ObjectShape whole)
    {
        code.Line("var outer = reader.EnterObject();");
        for (var at = 0; at < whole.Fields.Count; at++)
        {
            var field = whole.Fields[at];
            code.Line($"var field{at} = {ReadingOr(field.Shape, "reader", field.Default, field.Name)};");
        }
        code.Line("reader.LeaveObject(outer);");
        var taken = string.Join(", ", whole.Constructor.Select(field => $"field{whole.Fields.IndexOf(field)}"));
        var set = string.Join(", ", whole.Fields.Where(field => !whole.Constructor.Contains(field)).Select(field => $"{field.Name} = field{whole.Fields.IndexOf(field)}"));
        code.Line($"return new {whole.TypeName}({taken}){(set.Length == 0 ? "" : $" {{ {set} }}")};");
    }
}
