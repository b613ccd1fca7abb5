using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Platform.Architecture.Tests.Model;

namespace Platform.Architecture.Tests.Rules;

/// <summary>What a test says it shows, by the simple names that stand in its source: <c>[StopTestOf(typeof(Dispatcher))]</c>.</summary>
/// <param name="Type">The type in the first argument.</param>
/// <param name="Member">The name in the second argument, where there is one.</param>
/// <param name="Parameters">The types in the further arguments, as <see cref="TypeNames"/> writes them.</param>
internal sealed record TestMark(string Type, string? Member, IReadOnlyList<string> Parameters);

/// <summary>Finds marks on tests that really run.</summary>
internal static class MarkedTests
{
    public static IEnumerable<TestMark> Find(SourceFile file, string mark)
    {
        if (!file.Text.Contains(mark, StringComparison.Ordinal))
            return [];
        return
            from method in file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
            let attributes = method.AttributeLists.SelectMany(list => list.Attributes).ToList()
            where attributes.Any(IsTest)
            from attribute in attributes
            where TypeNames.LastName(attribute.Name) == mark
            let arguments = attribute.ArgumentList?.Arguments.Select(argument => argument.Expression).ToList() ?? []
            where arguments is [TypeOfExpressionSyntax, ..]
            select new TestMark(
                TypeNames.LastName(((TypeOfExpressionSyntax)arguments[0]).Type),
                arguments.Count > 1 && arguments[1] is InvocationExpressionSyntax named ? TypeNames.LastName(named.ArgumentList.Arguments[0].Expression) : null,
                [.. arguments.Skip(2).OfType<TypeOfExpressionSyntax>().Select(type => TypeNames.Of(type.Type))]);
    }

    private static bool IsTest(AttributeSyntax attribute) =>
        TypeNames.LastName(attribute.Name) is "Fact" or "Theory" or "Property" && !attribute.ToString().Contains("Skip", StringComparison.Ordinal);
}
