namespace Platform.Audit.SourceGeneration;

/// <summary>A field of an event.</summary>
/// <param name="Method">The method of <c>AuditEventWriter</c> that writes it.</param>
/// <param name="Name">Its name where it is the event's own; <see langword="null"/> where every reader knows it.</param>
/// <param name="Value">What is written, as C#.</param>
internal sealed record FieldModel(string Method, string? Name, string Value);
