using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Mono.Cecil;

namespace Platform.Architecture.Tests.Rules;

/// <summary>
/// One spelling for a type, whether it comes from source or from IL, without namespaces: <c>ReadOnlySpan&lt;Byte&gt;</c>,
/// <c>Int32[]</c>, <c>Nullable&lt;Int64&gt;</c>.
/// </summary>
internal static class TypeNames
{
    /// <summary>Stands for a type parameter, which a test cannot name from outside; it is the same as any type.</summary>
    public const string Any = "?";

    public static string Of(TypeSyntax type) => type switch
    {
        PredefinedTypeSyntax predefined => OfKeyword(predefined.Keyword.Text),
        NullableTypeSyntax { ElementType: var inner } => $"Nullable<{Of(inner)}>",
        ArrayTypeSyntax array => Of(array.ElementType) + string.Concat(array.RankSpecifiers.Select(rank => $"[{new string(',', rank.Rank - 1)}]")),
        TupleTypeSyntax tuple => $"ValueTuple<{string.Join(',', tuple.Elements.Select(element => Of(element.Type)))}>",
        GenericNameSyntax generic => $"{generic.Identifier.Text}<{string.Join(',', generic.TypeArgumentList.Arguments.Select(Of))}>",
        QualifiedNameSyntax qualified => Of(qualified.Right),
        AliasQualifiedNameSyntax aliased => Of(aliased.Name),
        OmittedTypeArgumentSyntax => Any,
        _ => type.ToString(),
    };

    public static string Of(TypeReference type) => type switch
    {
        GenericParameter => Any,
        ByReferenceType byReference => Of(byReference.ElementType),
        RequiredModifierType modified => Of(modified.ElementType),
        ArrayType array => $"{Of(array.ElementType)}[{new string(',', array.Rank - 1)}]",
        GenericInstanceType generic => $"{Simple(generic.Name)}<{string.Join(',', generic.GenericArguments.Select(Of))}>",
        _ => Simple(type.Name),
    };

    /// <summary>Whether a name from a test means a name from IL, in which type parameters are <see cref="Any"/>.</summary>
    public static bool Mean(string fromTest, string fromIl)
    {
        var (at, other) = (0, 0);
        while (other < fromIl.Length && at < fromTest.Length)
        {
            if (fromIl[other] == Any[0] || fromTest[at] == Any[0])
            {
                at = EndOfArgument(fromTest, at);
                other = EndOfArgument(fromIl, other);
            }
            else if (fromTest[at++] != fromIl[other++])
            {
                return false;
            }
        }

        return at == fromTest.Length && other == fromIl.Length;
    }

    public static string LastName(SyntaxNode node) => node.DescendantNodesAndSelf(inside => inside is not TypeArgumentListSyntax)
        .OfType<SimpleNameSyntax>().Select(name => name.Identifier.Text).LastOrDefault("");

    private static int EndOfArgument(string name, int from)
    {
        var depth = 0;
        for (var at = from; at < name.Length; at++)
        {
            if (depth == 0 && name[at] is ',' or '>')
                return at;
            depth += name[at] switch { '<' or '[' => 1, '>' or ']' => -1, _ => 0 };
        }

        return name.Length;
    }

    private static string Simple(string name) => name.Split('`')[0];

    private static string OfKeyword(string keyword) => SyntaxFacts.GetKeywordKind(keyword) switch
    {
        SyntaxKind.BoolKeyword => "Boolean",
        SyntaxKind.ByteKeyword => "Byte",
        SyntaxKind.SByteKeyword => "SByte",
        SyntaxKind.CharKeyword => "Char",
        SyntaxKind.ShortKeyword => "Int16",
        SyntaxKind.UShortKeyword => "UInt16",
        SyntaxKind.IntKeyword => "Int32",
        SyntaxKind.UIntKeyword => "UInt32",
        SyntaxKind.LongKeyword => "Int64",
        SyntaxKind.ULongKeyword => "UInt64",
        SyntaxKind.FloatKeyword => "Single",
        SyntaxKind.DoubleKeyword => "Double",
        SyntaxKind.DecimalKeyword => "Decimal",
        SyntaxKind.StringKeyword => "String",
        SyntaxKind.ObjectKeyword => "Object",
        _ => keyword,
    };
}
