using Platform.Audit.Records;

namespace Platform.Audit.PersonalData;

/// <summary>A personal field of a record, with its value if that is still there.</summary>
/// <param name="Field">Which field it is.</param>
/// <param name="Name">Its name: its own, or that of <paramref name="Field"/> in small letters.</param>
/// <param name="State">What has become of its value.</param>
/// <param name="Value">The value; <see langword="null"/> unless it is <see cref="AuditPersonalState.Present"/>.</param>
/// <param name="ErasedBy">The index of the record that says that it was erased.</param>
/// <param name="Subject">Whom it is about, if that was said; <see langword="null"/> unless it is <see cref="AuditPersonalState.Present"/>.</param>
/// <param name="Salt">
/// What it was committed to with: whoever gets it with subject and value, and has the record, can verify that this is the value (<see cref="AuditVerifier.VerifyPersonal"/>). Who has it alone can try values. Empty unless it is
/// <see cref="AuditPersonalState.Present"/>.
/// </param>
public sealed record AuditPersonalValue(AuditField Field, string Name, AuditPersonalState State, string? Value, long? ErasedBy, string? Subject, ReadOnlyMemory<byte> Salt);
