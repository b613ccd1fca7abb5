using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>Reads the parameters of an error: their types, their marks, and whether the detail mentions them.</summary>
internal sealed class ParameterReader(IMethodSymbol method, List<Finding> findings, CancellationToken cancellationToken)
{
    private static readonly SymbolDisplayFormat WrittenFormat =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Reads them all.</summary>
    /// <param name="detail">The template, or <see langword="null"/>.</param>
    /// <param name="retry">The member of <c>ErrorRetry</c>, or <see langword="null"/> if it is none.</param>
    /// <param name="detailIsUsable">Whether it can be said which parameters the detail mentions.</param>
    /// <returns><see langword="null"/> if one has a type that cannot be written.</returns>
    public ImmutableArray<ParameterModel>? Read(string? detail, string? retry, bool detailIsUsable)
    {
        List<string> holes = [];
        if (detail is not null)
            _ = DetailTemplate.Parse(detail, out holes);
        if (retry == KnownNames.AfterDelay && !method.Parameters.Any(IsDelay))
            findings.Add(new Finding(Rules.DelayIsMissing, Declarations.Location(method), method.Name));

        var models = ImmutableArray.CreateBuilder<ParameterModel>();
        var isWritable = true;
        foreach (var parameter in method.Parameters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var disclosed = ReadMarks(parameter, holes, isDelay: retry == KnownNames.AfterDelay && IsDelay(parameter), detailIsUsable);
            if (Read(parameter, disclosed) is { } model)
                models.Add(model);
            else
                isWritable = false;
        }
        return isWritable ? models.ToImmutable() : null;
    }

    private static bool IsDelay(IParameterSymbol parameter) => parameter.Name == KnownNames.RetryAfter && parameter.Type.ToDisplayString() == "System.TimeSpan";

    private bool ReadMarks(IParameterSymbol parameter, List<string> holes, bool isDelay, bool detailIsUsable)
    {
        var machineOnly = Declarations.AttributeOf(parameter, KnownNames.MachineOnlyAttribute) is not null;
        var notDisclosed = Declarations.AttributeOf(parameter, KnownNames.NotDisclosedAttribute) is not null;
        var mentioned = holes.Contains(parameter.Name);
        var contradiction =
            machineOnly && notDisclosed ? "is [MachineOnly] and [NotDisclosed] at once; what is not disclosed reaches no machine either, so keep [NotDisclosed] alone or [MachineOnly] alone"
            : notDisclosed && mentioned ? $"is [NotDisclosed] and stands in the detail, where nothing would be written for it; take '{{{parameter.Name}}}' out of Detail, or the mark off"
            : machineOnly && mentioned ? "is [MachineOnly] and stands in the detail; take the mark off, or the hole out"
            : notDisclosed && isDelay ? "is [NotDisclosed] and is the delay that the response announces; take the mark off"
            : null;
        if (contradiction is not null)
            findings.Add(new Finding(Rules.ContradictoryArgument, Declarations.Location(parameter), parameter.Name, method.Name, contradiction));
        else if (detailIsUsable && !mentioned && !machineOnly && !notDisclosed && !isDelay)
            findings.Add(new Finding(Rules.UnusedArgument, Declarations.Location(parameter), parameter.Name, method.Name));
        return !notDisclosed;
    }

    private ParameterModel? Read(IParameterSymbol parameter, bool disclosed)
    {
        var type = parameter.Type;
        var nullableValue = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        var plain = nullableValue ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        if (plain.TypeKind == TypeKind.Error || parameter.IsParams)
            return null;
        if (ArgumentTypes.Of(plain) is not { } conversion)
        {
            findings.Add(new Finding(
                Rules.UnsupportedType, Declarations.Location(parameter), parameter.Name, method.Name, type.ToDisplayString(),
                plain.SpecialType == SpecialType.System_DateTime ? "DateTimeOffset, which says its offset" : ArgumentTypes.Supported));
            return null;
        }
        return new ParameterModel
        {
            Name = parameter.Name,
            Type = type.ToDisplayString(WrittenFormat),
            IsNullable = nullableValue || type.NullableAnnotation == NullableAnnotation.Annotated,
            IsNullableValue = nullableValue,
            Conversion = conversion,
            Disclosed = disclosed,
            IsThis = method.IsExtensionMethod && parameter.Ordinal == 0,
        };
    }
}
