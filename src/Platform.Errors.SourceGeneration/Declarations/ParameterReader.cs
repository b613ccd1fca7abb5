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
            var marks = ReadMarks(parameter, detail, holes, isDelay: retry == KnownNames.AfterDelay && IsDelay(parameter), detailIsUsable);
            if (Read(parameter, marks) is { } model)
                models.Add(model);
            else
                isWritable = false;
        }
        return isWritable ? models.ToImmutable() : null;
    }

    private static bool IsDelay(IParameterSymbol parameter) => parameter.Name == KnownNames.RetryAfter && parameter.Type.ToDisplayString() == "System.TimeSpan";

    private Marks ReadMarks(IParameterSymbol parameter, string? detail, List<string> holes, bool isDelay, bool detailIsUsable)
    {
        var marks = new Marks(
            MachineOnly: Declarations.AttributeOf(parameter, KnownNames.MachineOnlyAttribute) is not null,
            DetailOnly: Declarations.AttributeOf(parameter, KnownNames.DetailOnlyAttribute) is not null,
            NotDisclosed: Declarations.AttributeOf(parameter, KnownNames.NotDisclosedAttribute) is not null);
        var mentioned = holes.Contains(parameter.Name);
        if (Contradiction(parameter, marks, detail, mentioned, isDelay, detailIsUsable) is { } contradiction)
            findings.Add(new Finding(Rules.ContradictoryArgument, Declarations.Location(parameter), parameter.Name, method.Name, contradiction));
        else if (detailIsUsable && !mentioned && !marks.MachineOnly && !marks.NotDisclosed && !isDelay)
            findings.Add(new Finding(Rules.UnusedArgument, Declarations.Location(parameter), parameter.Name, method.Name));
        return marks;
    }

    private static string? Contradiction(IParameterSymbol parameter, Marks marks, string? detail, bool mentioned, bool isDelay, bool detailIsUsable)
    {
        var hole = $"{{{parameter.Name}}}";
        return marks switch
        {
            { MachineOnly: true, NotDisclosed: true } =>
                "is [MachineOnly] and [NotDisclosed] at once; what is not disclosed reaches no machine either, so keep [NotDisclosed] alone "
                + "or [MachineOnly] alone",
            { DetailOnly: true, MachineOnly: true } => "is [DetailOnly] and [MachineOnly] at once, and would be nowhere; keep one of them",
            { DetailOnly: true, NotDisclosed: true } => "is [DetailOnly] and [NotDisclosed] at once, and would be nowhere; keep one of them",
            { DetailOnly: true } when parameter.Type is not { SpecialType: SpecialType.System_String, NullableAnnotation: not NullableAnnotation.Annotated } =>
                "is [DetailOnly] and no text; let it be a 'string', or take the mark off",
            { DetailOnly: true } when detailIsUsable && detail != hole =>
                $"is [DetailOnly] and the detail is not it alone, so that nobody could find it again when reading; "
                + $"set Detail to \"{hole}\", or take the mark off",
            { NotDisclosed: true } when mentioned =>
                $"is [NotDisclosed] and stands in the detail, where nothing would be written for it; take '{hole}' out of Detail, or the mark off",
            { MachineOnly: true } when mentioned => "is [MachineOnly] and stands in the detail; take the mark off, or the hole out",
            { NotDisclosed: true } when isDelay => "is [NotDisclosed] and is the delay that the response announces; take the mark off",
            _ => null,
        };
    }

    private ParameterModel? Read(IParameterSymbol parameter, Marks marks)
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
            Disclosed = !marks.NotDisclosed,
            DetailOnly = marks.DetailOnly,
            IsThis = method.IsExtensionMethod && parameter.Ordinal == 0,
        };
    }

    private sealed record Marks(bool MachineOnly, bool DetailOnly, bool NotDisclosed);
}
