using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Errors.SourceGeneration;

/// <summary>Judges the form of an error's method.</summary>
internal sealed class MethodReader(IMethodSymbol method, List<Finding> findings, CancellationToken cancellationToken)
{
    /// <summary>Whether a body can be written for it.</summary>
    public bool IsWritable()
    {
        var before = findings.Count;
        var location = Declarations.Location(method);
        if (FormFault() is { } form)
            findings.Add(new Finding(Rules.MethodIsNotStaticPartial, location, method.Name, form));
        if (method.ReturnType.TypeKind != TypeKind.Error && (method.ReturnType.ToDisplayString() != KnownNames.Error || method.RefKind != RefKind.None))
            findings.Add(new Finding(
                Rules.WrongReturnType, location, method.Name, method.RefKind == RefKind.None ? method.ReturnType.ToDisplayString() : "a reference"));
        if (SignatureFault() is { } signature)
            findings.Add(new Finding(Rules.UnsupportedSignature, location, method.Name, signature));
        return findings.Count == before && method.ReturnType.TypeKind != TypeKind.Error;
    }

    private string? FormFault()
    {
        if (!method.IsStatic)
            return "is not static";
        if (!Declarations.HasModifier(method, SyntaxKind.PartialKeyword, cancellationToken))
            return "is not partial";
        return !method.IsPartialDefinition || (method.PartialImplementationPart is { } body && !Declarations.IsWrittenBy(body, KnownNames.Tool)) ? "has a body" : null;
    }

    private string? SignatureFault() =>
        method.IsGenericMethod ? "is generic"
        : method.IsVararg ? "takes '__arglist'"
        : method.Parameters.FirstOrDefault(parameter => parameter.RefKind != RefKind.None || parameter.IsParams) is { } special
            ? $"takes '{special.Name}' as '{(special.IsParams ? "params" : special.RefKind.ToString().ToLowerInvariant())}'"
        : null;
}
