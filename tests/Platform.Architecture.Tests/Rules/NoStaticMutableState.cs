using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mono.Cecil;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// Rule 6, second half. Static state is shared by every host in the process and by every test. State that belongs to a thread
/// or hangs on another object is allowed where a comment on the field says why.
/// </summary>
internal static class NoStaticMutableState
{
    /// <summary>Types that exist to be changed. Frozen, immutable and read-only collections are not among them.</summary>
    private static readonly string[] Mutable =
    [
        "System.Collections.Generic.List`1", "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.HashSet`1",
        "System.Collections.Generic.Queue`1", "System.Collections.Generic.Stack`1", "System.Collections.Generic.LinkedList`1",
        "System.Collections.Generic.SortedDictionary`2", "System.Collections.Generic.SortedList`2", "System.Collections.Generic.SortedSet`1",
        "System.Collections.Generic.PriorityQueue`2", "System.Collections.Generic.OrderedDictionary`2",
        "System.Collections.Generic.IList`1", "System.Collections.Generic.IDictionary`2", "System.Collections.Generic.ISet`1", "System.Collections.Generic.ICollection`1",
        "System.Collections.ArrayList", "System.Collections.Hashtable", "System.Collections.BitArray",
        "System.Text.StringBuilder", "System.IO.MemoryStream", "System.Random",
        "System.Threading.SemaphoreSlim", "System.Threading.CancellationTokenSource",
    ];

    private static readonly string[] MutableNamespaces = ["System.Collections.Concurrent", "System.Threading.Channels", "System.Collections.ObjectModel"];

    private static readonly string[] AllowedWithReason =
        ["System.Threading.AsyncLocal`1", "System.Threading.ThreadLocal`1", "System.Runtime.CompilerServices.ConditionalWeakTable`2"];

    public static IEnumerable<Violation> Check(Package package) =>
        from type in package.Assembly.Types
        where !type.IsMadeByCompiler() && !type.IsMadeByGenerator()
        from field in type.Fields
        where field.IsStatic && !field.IsLiteral && !IsMadeByCompiler(field)
        let complaint = Complaint(field, package)
        where complaint is not null
        select new Violation($"{type.DisplayName()}.{PlainName(field)}", complaint);

    private static string? Complaint(FieldDefinition field, Package package)
    {
        var typeName = field.FieldType.GetElementType().FullName;
        if (field.Has("ThreadStaticAttribute") || AllowedWithReason.Contains(typeName))
            return HasReason(field, package) ? null : "is ambient state without a reason; write the reason in a comment on the field.";
        if (!field.IsInitOnly)
            return "is a static field that can be set; keep the state in an object that the container owns.";
        if (field.FieldType.IsArray)
            return field.IsPrivate ? null : "is a static array that others can write to; make it private, a ReadOnlySpan property or an ImmutableArray.";
        return Mutable.Contains(typeName) || MutableNamespaces.Contains(NamespaceOf(field.FieldType))
            ? $"is a static {field.FieldType.Name.Split('`')[0]}, which can change; keep it in an object that the container owns, or freeze it."
            : null;
    }

    private static string NamespaceOf(TypeReference type) => type.GetElementType().Namespace;

    /// <summary>Backing fields of properties are the author's own; caches of lambdas are not.</summary>
    private static bool IsMadeByCompiler(FieldDefinition field) => field.Name.StartsWith('<') && !IsBackingField(field);

    private static bool IsBackingField(FieldDefinition field) => field.Name.EndsWith("k__BackingField", StringComparison.Ordinal);

    private static string PlainName(FieldDefinition field) => IsBackingField(field) ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private static bool HasReason(FieldDefinition field, Package package) => package.Sources
        .SelectMany(source => source.Syntax.DescendantNodes().OfType<BaseFieldDeclarationSyntax>())
        .Where(declaration => declaration.Declaration.Variables.Any(variable => variable.Identifier.Text == field.Name)
            && declaration.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.Text == field.DeclaringType.Name.Split('`')[0])
        .Any(declaration => declaration.DescendantTrivia(descendIntoTrivia: true).Any(IsComment));

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia;
}
