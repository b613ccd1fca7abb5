using Platform.Plugins.Contracts;

namespace Platform.Plugins.Manifests;

/// <summary>Publisher and name with a full stop between them: <c>acme.tax</c>, <c>acme.tax.vat</c>.</summary>
internal static class PluginId
{
    public const int MaxLength = 128;

    /// <summary>What is wrong with an id; nothing if it is one.</summary>
    public static string? Check(string id)
    {
        var parts = id.Split('.');
        return id.Length <= MaxLength && parts.Length >= 2 && parts.All(static part => ContractName.IsValid(part)) ? null
            : $"is no id: write publisher and name with a full stop between them, in small letters, digits and hyphens, as acme.tax; at most {MaxLength} characters.";
    }
}
