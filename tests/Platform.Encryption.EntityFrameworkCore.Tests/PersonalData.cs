using Microsoft.Extensions.Compliance.Classification;

namespace Microsoft.AspNetCore.Identity
{
    /// <summary>As ASP.NET Core Identity has it, which these tests have no other use for: it is known by its name.</summary>
    [AttributeUsage(AttributeTargets.Property)]
    public class PersonalDataAttribute : Attribute;

    /// <inheritdoc/>
    public sealed class ProtectedPersonalDataAttribute : PersonalDataAttribute;
}

namespace Platform.Encryption.EntityFrameworkCore.Tests
{
    /// <summary>A classification of the program's own.</summary>
    public sealed class ContactAttribute() : DataClassificationAttribute(new DataClassification("Test", "Contact"));
}
