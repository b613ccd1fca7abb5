using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Platform.Architecture.Tests.Approvals;

/// <summary>The defaults of a package's options, as a new instance has them: what everybody runs with who configures nothing.</summary>
internal static class OptionsText
{
    private const int Deepest = 4;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in TypesOf(assembly).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append('\n');
            WriteProperties(text, Activator.CreateInstance(type)!, depth: 1);
        }
        return text.ToString();
    }

    /// <summary>The public options classes that can be made without arguments.</summary>
    public static IEnumerable<Type> TypesOf(Assembly assembly) => assembly.GetExportedTypes().Where(type =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && type.Name.EndsWith("Options", StringComparison.Ordinal)
        && type.GetConstructor(Type.EmptyTypes) is not null);

    private static void WriteProperties(StringBuilder text, object instance, int depth)
    {
        var properties = instance.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.Name, StringComparer.Ordinal);
        foreach (var property in properties)
        {
            text.Append(' ', depth * 2).Append(property.Name).Append(": ").Append(NameOf(property.PropertyType)).Append(" = ");
            WriteValue(text, property.GetValue(instance), instance.GetType().Assembly, depth);
        }
    }

    private static void WriteValue(StringBuilder text, object? value, Assembly own, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null\n");
                break;
            case string words:
                text.Append('"').Append(words).Append("\"\n");
                break;
            case TimeSpan span:
                text.Append(span.ToString("c", CultureInfo.InvariantCulture)).Append('\n');
                break;
            case Delegate:
                text.Append("(a delegate)\n");
                break;
            case IEnumerable items:
                WriteItems(text, items, own, depth);
                break;
            case var other when other.GetType().Assembly == own && !other.GetType().IsEnum && depth < Deepest && !HasOwnText(other.GetType()):
                text.Append('\n');
                WriteProperties(text, other, depth + 1);
                break;
            default:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
                break;
        }
    }

    private static void WriteItems(StringBuilder text, IEnumerable items, Assembly own, int depth)
    {
        var written = new List<string>();
        foreach (var item in items)
        {
            var line = new StringBuilder();
            WriteValue(line, item, own, depth + 1);
            written.Add(line.ToString());
        }
        if (items.GetType().Name.Contains("Set", StringComparison.Ordinal) || items is IDictionary)
            written.Sort(StringComparer.Ordinal); // neither promises an order
        text.Append('[').Append(written.Count).Append("]\n");
        foreach (var line in written)
            text.Append(' ', (depth + 1) * 2).Append("- ").Append(line);
    }

    private static bool HasOwnText(Type type) => type.GetMethod(nameof(ToString), Type.EmptyTypes)!.DeclaringType == type;

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return NameOf(underlying) + "?";
        if (type.IsArray)
            return NameOf(type.GetElementType()!) + "[]";
        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : type.Name;
    }
}
