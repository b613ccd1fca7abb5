namespace Platform.Audit.Stores;

/// <summary>What is kept beside a record for one of its personal fields.</summary>
/// <param name="Index">The index of the record.</param>
/// <param name="Place">Which of the record's personal fields, from 0, in the order of the record.</param>
/// <param name="Subject">Whom it is about; <see langword="null"/> where that was not said, or it is erased.</param>
/// <param name="Tag">What it is found by; empty where it is not to be found, or erased.</param>
/// <param name="Content">The salt and the value, sealed if there is a protector; empty where it is erased.</param>
/// <param name="ErasedBy">The index of the record that says that it was erased; <see langword="null"/> where it is there.</param>
public sealed record AuditPersonalContent(long Index, int Place, string? Subject, ReadOnlyMemory<byte> Tag, ReadOnlyMemory<byte> Content, long? ErasedBy);
