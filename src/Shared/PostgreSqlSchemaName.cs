using System.Text.RegularExpressions;

namespace Platform.Shared;

/// <summary>Names of schemas that need no quotation marks, so that they can stand in statements as they are.</summary>
internal static partial class PostgreSqlSchemaName
{
    /// <exception cref="ArgumentException">It is no plain name.</exception>
    public static void Require(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!Plain().IsMatch(schema))
            throw new ArgumentException($"The schema \"{schema}\" is no plain name: use lower-case letters, digits and underscores, at most 63, and begin with a letter.", nameof(schema));
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}\z")]
    private static partial Regex Plain();
}
