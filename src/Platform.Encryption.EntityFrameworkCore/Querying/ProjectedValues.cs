using System.Globalization;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>Opens values that are selected without their entity.</summary>
/// <param name="session">The keys.</param>
internal sealed class ProjectedValues(EncryptionSession session)
{
    public string? Open(int number, SealedText? value, object?[] row, object? subject)
    {
        if (value is null)
            return null;
        var property = session.Model.Properties[number];
        var key = RowKey.Encode(EncryptedEntity.RowOf((IEntityType)property.Shadow.DeclaringType), row);
        return session.Open(property, value, key, subject is null ? null : Convert.ToString(subject, CultureInfo.InvariantCulture));
    }
}
