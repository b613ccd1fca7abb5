namespace Platform.Encryption.EntityFrameworkCore.Querying;

/// <summary>What a row must have to be what was searched for, asked after opening.</summary>
/// <param name="entity">The entity.</param>
/// <returns>Whether it has.</returns>
internal delegate bool Check(object entity);
