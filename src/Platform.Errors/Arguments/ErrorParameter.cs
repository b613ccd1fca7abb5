namespace Platform.Errors;

/// <summary>One typed parameter of a catalogued error.</summary>
/// <param name="Name">The name, as it stands in the catalogue, in the template of the detail, and in <c>args</c> on the wire.</param>
/// <param name="Type">The type of the values.</param>
/// <param name="Disclosed">
/// Whether the value may leave the service. One that may not is kept for the log, and is never in a response. Default: <see langword="true"/>.
/// </param>
/// <param name="DetailOnly">
/// Whether the value is a text for people that is the detail itself (<c>{name}</c> and nothing else), and is not repeated in <c>args</c>. Default:
/// <see langword="false"/>.
/// </param>
public readonly record struct ErrorParameter(string Name, ErrorArgumentType Type, bool Disclosed = true, bool DetailOnly = false)
{
    /// <summary>Whether programs find it in <c>args</c>.</summary>
    internal bool IsInArguments => Disclosed && !DetailOnly;
}
