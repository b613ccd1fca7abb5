using System.Reflection;
using Microsoft.Extensions.Compliance.Classification;

namespace Platform.Encryption.EntityFrameworkCore.Inventory;

/// <summary>How programs say that a property is personal data: with the attribute of ASP.NET Core Identity, or with a data classification.</summary>
internal static class PersonalDataMark
{
    /// <summary>By its name: whoever uses it has the package, and nobody else should need it.</summary>
    private const string Identity = "Microsoft.AspNetCore.Identity.PersonalDataAttribute";

    /// <summary>What marks the first member of a path that is marked: what holds personal data is it, down to each part.</summary>
    public static string? Of(IEnumerable<MemberInfo?> path) => path.Select(Of).FirstOrDefault(static mark => mark is not null);

    private static string? Of(MemberInfo? member)
    {
        foreach (var attribute in member?.GetCustomAttributes(inherit: true) ?? [])
        {
            switch (attribute)
            {
                case DataClassificationAttribute { Classification: var classification }:
                    return $"{classification.TaxonomyName}:{classification.Value}";
                default:
                    for (var type = attribute.GetType(); type is not null; type = type.BaseType)
                    {
                        if (type.FullName == Identity)
                            return attribute.GetType().Name[..^nameof(Attribute).Length];
                    }
                    break;
            }
        }
        return null;
    }
}
