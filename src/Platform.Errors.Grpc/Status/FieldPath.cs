using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Errors.Grpc;

/// <summary>
/// A JSON Pointer as the path that <c>BadRequest.FieldViolation.field</c> asks for, and back: <c>/items/0/sku</c> is <c>items[0].sku</c>. A pointer that has
/// no such form stays as it is; it starts with <c>/</c>, which no path does.
/// </summary>
internal static partial class FieldPath
{
    public static string Of(string pointer)
    {
        if (pointer.Length == 0)
            return "";
        var path = new StringBuilder();
        foreach (var token in pointer[1..].Split('/'))
        {
            if (Name().IsMatch(token))
                path.Append(path.Length == 0 ? "" : ".").Append(token);
            else if (path.Length > 0 && Index().IsMatch(token))
                path.Append(CultureInfo.InvariantCulture, $"[{token}]");
            else
                return pointer;
        }
        return path.ToString();
    }

    public static string ToPointer(string field)
    {
        if (field.Length == 0 || (field[0] == '/' && JsonPointers.IsValid(field)))
            return field;
        return Path().IsMatch(field)
            ? "/" + field.Replace('.', '/').Replace('[', '/').Replace("]", "", StringComparison.Ordinal)
            // A peer's own notation is one name.
            : JsonPointers.Of(field);
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"^(0|[1-9][0-9]*)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Index();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*(\[(0|[1-9][0-9]*)\]|\.[A-Za-z_][A-Za-z0-9_]*)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Path();
}
