namespace Platform.Errors.SourceGeneration;

/// <summary>The names of what a catalogue is declared with, as metadata has them.</summary>
internal static class KnownNames
{
    public const string Namespace = "Platform.Errors";
    public const string ErrorCatalogAttribute = "Platform.Errors.ErrorCatalogAttribute";
    public const string ErrorAttribute = "Platform.Errors.ErrorAttribute";
    public const string MachineOnlyAttribute = "Platform.Errors.MachineOnlyAttribute";
    public const string DetailOnlyAttribute = "Platform.Errors.DetailOnlyAttribute";
    public const string NotDisclosedAttribute = "Platform.Errors.NotDisclosedAttribute";
    public const string MethodImplAttribute = "System.Runtime.CompilerServices.MethodImplAttribute";
    public const string Error = "Platform.Errors.Error";
    public const string ResultOfT = "Platform.Errors.Result`1";
    public const string CommonErrors = "Platform.Errors.CommonErrors";

    /// <summary>The class of the descriptors, which the generator writes into each catalogue.</summary>
    public const string Descriptors = "Descriptors";

    /// <summary>The collection of all errors, which the generator writes into each catalogue.</summary>
    public const string Catalog = "Catalog";

    /// <summary>The parameter that says how long to wait.</summary>
    public const string RetryAfter = "retryAfter";

    public const string AfterDelay = "AfterDelay";

    public const string Never = "Never";

    /// <summary>The tool that <c>[GeneratedCode]</c> names.</summary>
    public const string Tool = "Platform.Errors.SourceGeneration";
}
