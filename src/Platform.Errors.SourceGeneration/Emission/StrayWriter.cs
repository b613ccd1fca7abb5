namespace Platform.Errors.SourceGeneration;

/// <summary>Writes the parts that errors outside of a catalogue lack.</summary>
internal static class StrayWriter
{
    public const string HintName = "Platform.Errors.OutsideOfCatalogues.g.cs";

    /// <summary>The generated file; <see langword="null"/> if there is nothing to write.</summary>
    public static string? Write(EquatableArray<StrayModel> strays)
    {
        var isEmpty = true;
        var code = new CodeWriter(KnownNames.Tool);
        foreach (var stray in strays)
        {
            if (stray.MissingPart is not { } head)
                continue;
            isEmpty = false;
            code.Reopen(stray.Place);
            code.RefusedPart(head);
            code.CloseAll();
        }
        return isEmpty ? null : code.ToString();
    }
}
