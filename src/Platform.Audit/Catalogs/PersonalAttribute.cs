namespace Platform.Audit.Catalogs;

/// <summary>
/// Marks a text of an event that is about a person: the record has a salted commitment in its place, and the value lies beside it, where it can be erased (<see cref="IAuditPersonalData"/>) and every proof
/// goes on verifying.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalAttribute : Attribute;
