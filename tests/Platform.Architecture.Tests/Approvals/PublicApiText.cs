using System.Reflection;
using PublicApiGenerator;

namespace Platform.Architecture.Tests.Approvals;

/// <summary>Everything of a package that its users can name, as C#.</summary>
internal static class PublicApiText
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        UseDenyNamespacePrefixesForExtensionMethods = false,
    };

    public static string Of(Assembly assembly) => assembly.GeneratePublicApi(Options);
}
