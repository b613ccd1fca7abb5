namespace Platform.Errors.SourceGeneration;

/// <summary>Writes what stands in for errors that are declared wrongly.</summary>
internal static class RefusedParts
{
    /// <summary>The part of a method that is refused: with it the compiler has nothing to say, so that the reason is heard.</summary>
    public static void RefusedPart(this CodeWriter code, string head)
    {
        code.Line();
        code.Line(code.GeneratedCode);
        code.Line(head);
        code.Open();
        code.Line("throw new global::System.InvalidOperationException(\"This error is declared wrongly: the build says how.\");");
        code.Close();
    }
}
