namespace Platform.Errors;

/// <summary>One typed parameter of a catalogued error.</summary>
/// <param name="Name">The name, as it stands in the catalogue, in the template of the detail, and in <c>args</c> on the wire.</param>
/// <param name="Type">The type of the values.</param>
/// <param name="Disclosed">
/// Whether the value may leave the service. One that may not is kept for the log, and is never in a response. Default: <see langword="true"/>.
/// </param>
public readonly record struct ErrorParameter(string Name, ErrorArgumentType Type, bool Disclosed = true);
