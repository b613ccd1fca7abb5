using System.Collections.Frozen;
using System.Text;

namespace Platform.Validation.Rules.TypeScript;

/// <summary>Names of .NET as names of TypeScript.</summary>
internal static class TypeScriptNames
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
    [
        "any", "bigint", "boolean", "never", "null", "number", "object", "string", "symbol", "undefined", "unknown", "void",
        "Record", "Array", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum",
        "export", "extends", "false", "finally", "for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new",
        "package", "private", "protected", "public", "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "while",
        "with", "yield",
    ], StringComparer.Ordinal);

    /// <summary>The shortest name of each type that none of the others has: the last part of the full one, else more of it.</summary>
    /// <param name="fullNames">The full names.</param>
    /// <returns>For each full name the one in TypeScript.</returns>
    public static Dictionary<string, string> Of(IReadOnlyCollection<string> fullNames)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sameLast in fullNames.GroupBy(full => Identifier(LastPart(full)), StringComparer.Ordinal))
        {
            var isOnly = sameLast.Count() == 1 && !Reserved.Contains(sameLast.Key);
            foreach (var full in sameLast)
            {
                var name = isOnly ? sameLast.Key : Identifier(full);
                while (!taken.Add(name))
                    name += "_";
                names.Add(full, name);
            }
        }
        return names;
    }

    /// <summary>Whether a name can stand as it is where a property is named.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it can.</returns>
    public static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');

    /// <summary>What stands behind the last dot that is not within type arguments.</summary>
    private static string LastPart(string full)
    {
        var end = full.IndexOf('(', StringComparison.Ordinal) is var arguments and >= 0 ? arguments : full.Length;
        return full[(full.LastIndexOf('.', end - 1) + 1)..];
    }

    private static string Identifier(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
            text.Append(char.IsLetterOrDigit(c) || c is '_' ? c : '_');
        return char.IsDigit(text[0]) ? text.Insert(0, '_').ToString() : text.ToString();
    }
}
