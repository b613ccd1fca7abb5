using Microsoft.CodeAnalysis;

namespace Platform.Webhooks.SourceGeneration;

/// <summary>Reads a class with <c>[WebhookCatalog]</c>, and judges it.</summary>
internal static class CatalogReader
{
    public static CatalogModel Read(INamedTypeSymbol type, AttributeData attribute, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        if (!type.IsStatic || type.IsGenericType || !Declarations.CanBeReopened(type, cancellationToken))
            findings.Add(Finding.Of(Rules.CatalogIsNotStaticPartial, Declarations.Location(type), type.Name));
        if (type.GetMembers(KnownNames.Catalog).FirstOrDefault(static each => !Declarations.IsWrittenBy(each, KnownNames.Tool)) is { } taken)
            findings.Add(Finding.Of(Rules.NameIsTaken, Declarations.Location(taken), type.Name, KnownNames.Catalog));
        var context = attribute.HasArguments(1) ? attribute.ConstructorArguments[0].Value as INamedTypeSymbol : null;
        var place = attribute.LocationOf("context", 0, cancellationToken);
        if (context is null || !IsContext(context))
            findings.Add(Finding.Of(Rules.NoContext, place, context?.Name ?? "null"));
        return new CatalogModel(
            PlaceModel.Of(type), type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            context?.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) ?? "", PlaceInText.Of(place),
            new([.. findings]));
    }

    private static bool IsContext(INamedTypeSymbol context)
    {
        for (var current = context.BaseType; current is not null; current = current.BaseType)
        {
            if (Declarations.IsNamed(current, KnownNames.JsonSerializerContext))
                return !context.IsFileLocal && context.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal;
        }
        return false;
    }
}
