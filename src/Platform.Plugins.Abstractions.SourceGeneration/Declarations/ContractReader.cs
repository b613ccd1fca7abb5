using Microsoft.CodeAnalysis;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>Reads a contract, and writes what carries its calls.</summary>
internal static class ContractReader
{
    public static ContractModel Read(INamedTypeSymbol contract, AttributeData attribute, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (attribute.Value("InProcessOnly") is true)
            return Refused();
        if (ReasonAgainst(contract) is { } reason)
        {
            findings.Add(Finding.Of(Rules.Contract, Declarations.Location(contract), contract.Name, reason));
            return Refused();
        }
        var shapes = new ShapeReader(contract.ContainingAssembly, findings);
        var methods = new List<MethodModel>();
        var next = 1;
        foreach (var member in contract.GetMembers().Where(static member => !member.IsStatic || member.IsAbstract))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (member is INamedTypeSymbol or IMethodSymbol { MethodKind: not MethodKind.Ordinary })
                continue;
            var number = ObjectProperties.NumberOf(member) ?? next;
            next = number + 1;
            if (number < 1 || methods.Any(method => method.Number == number))
                findings.Add(Finding.Of(Rules.Number, Declarations.Location(member), contract.Name, $"{number} of '{member.Name}' is below 1, or another's"));
            if (member is IMethodSymbol method && ReadMethod(contract, method, number, shapes, findings) is { } read)
                methods.Add(read);
            else if (member is not IMethodSymbol)
                findings.Add(Finding.Of(Rules.Member, Declarations.Location(member), member.Name, contract.Name, "is no method; ask for it by a method that returns a ValueTask<T>"));
        }
        return findings.Count > 0 ? Refused() : new ContractModel(FileName(), new ContractWriter(contract, methods, shapes.Functions).Write(), new([]));

        ContractModel Refused() => new(FileName(), "", new([.. findings]));

        string FileName() => contract.ToDisplayString().Replace("@", "").Replace('<', '_').Replace('>', '_') + ".g.cs";
    }

    private static string? ReasonAgainst(INamedTypeSymbol contract)
    {
        if (contract.IsGenericType)
            return "is generic: declare one for each type";
        if (contract.AllInterfaces.Length > 0)
            return $"has the members of '{contract.AllInterfaces[0].Name}' too: declare them in it";
        for (var current = contract; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal || current.IsGenericType || current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return "cannot be seen from what is written for it: make it public or internal";
        }
        return null;
    }

    private static MethodModel? ReadMethod(INamedTypeSymbol contract, IMethodSymbol method, int number, ShapeReader shapes, List<Finding> findings)
    {
        if (method.IsStatic || method.IsGenericMethod || method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None))
            return Refuse(method.IsStatic ? "is static; calls are of an instance" : method.IsGenericMethod ? "is generic; declare one for each type" : "takes something by reference; return it instead");
        AnswerKind? answer = method.ReturnType.OriginalDefinition.ToDisplayString() switch
        {
            "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask<TResult>" => AnswerKind.ValueTask,
            "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task<TResult>" => AnswerKind.Task,
            "System.Collections.Generic.IAsyncEnumerable<T>" => AnswerKind.Stream,
            _ => null,
        };
        if (answer is null)
            return Refuse("answers at once, and another process does not; return a ValueTask, a ValueTask<T> or an IAsyncEnumerable<T>");
        if (method.Parameters.Count(IsToken) > 1)
            return Refuse("takes two tokens; take one");
        TypeShape? result = null;
        if (((INamedTypeSymbol)method.ReturnType).TypeArguments.FirstOrDefault() is { } answered)
        {
            result = shapes.Read(answered);
            if (result is null)
                return RefuseType($"What '{method.Name}' answers", answered);
        }
        var parameters = new List<ParameterModel>();
        foreach (var parameter in method.Parameters)
        {
            var shape = IsToken(parameter) ? null : shapes.Read(parameter.Type);
            if (shape is null && !IsToken(parameter))
                return RefuseType($"The parameter '{parameter.Name}' of '{method.Name}'", parameter.Type);
            parameters.Add(new ParameterModel(shape, ShapeReader.NameOf(parameter.Type), parameter.Name, shape is null ? null : DefaultText.Of(parameter, shape) ?? shape.Default));
        }
        return new MethodModel(number, Declarations.Escaped(method.Name), answer.Value, ShapeReader.NameOf(method.ReturnType), result, parameters);

        MethodModel? Refuse(string reason)
        {
            findings.Add(Finding.Of(Rules.Member, Declarations.Location(method), method.Name, contract.Name, reason));
            return null;
        }

        MethodModel? RefuseType(string what, ITypeSymbol type)
        {
            if (!Declarations.HasUnknownPart(type))
                findings.Add(Finding.Of(Rules.Type, Declarations.Location(method), what, contract.Name, type.ToDisplayString(), shapes.Reason));
            return null;
        }
    }

    private static bool IsToken(IParameterSymbol parameter) => parameter.Type.ToDisplayString() == "System.Threading.CancellationToken";
}
