using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Reencryption;

/// <summary>Makes the key of a row of what a reader has, as it is made of an entity.</summary>
/// <param name="properties">The properties that name a row.</param>
internal sealed class StoredRowKey(IReadOnlyList<IProperty> properties)
{
    private readonly Func<DbDataReader, int, object?>[] _readers = [.. properties.Select(static property => ReaderOf((RelationalTypeMapping)property.GetTypeMapping()))];

    public byte[] Read(DbDataReader reader, int at)
    {
        var stored = new object?[_readers.Length];
        for (var i = 0; i < stored.Length; i++)
            stored[i] = _readers[i](reader, at + i);
        return RowKey.EncodeStored(properties, stored);
    }

    /// <summary>As EF Core reads it: SQLite has a Guid as text, and its reader knows.</summary>
    private static Func<DbDataReader, int, object?> ReaderOf(RelationalTypeMapping mapping)
    {
        var method = mapping.GetDataReaderMethod();
        return (reader, at) =>
        {
            try
            {
                return method.Invoke(reader, [at]);
            }
            catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
                throw;
            }
        };
    }
}
