using CityDesk.Domain;

namespace CityDesk.Open311;

/// <summary>One fault of a call, in the standard's own terms.</summary>
/// <param name="Code">As the HTTP status that the fault alone would have.</param>
/// <param name="Description">A sentence for the person who uses the client.</param>
internal readonly record struct OpenError(int Code, string Description);

/// <summary>
/// The faults found in one call. Readers of parameters add to it and go on, so that a client learns all of them at once.
/// Whatever of the client's own text stands in a description went through <see cref="Shown"/>.
/// </summary>
internal sealed class OpenErrors
{
    private const int ShownLength = 80;

    private readonly List<OpenError> _found = [];

    public bool Any => _found.Count > 0;

    public IReadOnlyList<OpenError> All => _found;

    /// <summary>403 where the key is the trouble, 404 where something named does not exist, 400 for the rest: GeoReport v2, Errors.</summary>
    public int Status =>
        _found.Exists(error => error.Code == StatusCodes.Status403Forbidden) ? StatusCodes.Status403Forbidden
        : _found.Exists(error => error.Code == StatusCodes.Status404NotFound) ? StatusCodes.Status404NotFound
        : StatusCodes.Status400BadRequest;

    public void Invalid(string description) => _found.Add(new OpenError(StatusCodes.Status400BadRequest, description));

    public void Missing(string parameter) => Invalid($"{parameter} was not provided.");

    public void NotFound(string description) => _found.Add(new OpenError(StatusCodes.Status404NotFound, description));

    public void Forbidden(string description) => _found.Add(new OpenError(StatusCodes.Status403Forbidden, description));

    /// <summary>A client's text made fit to stand in an answer: short, and of characters that every format can carry.</summary>
    public static string Shown(string text)
    {
        var bad = DeskText.IndexOfForbidden(text);
        if (bad >= 0)
            text = text[..bad];
        if (text.Length > ShownLength)
            text = text[..(char.IsHighSurrogate(text[ShownLength - 1]) ? ShownLength - 1 : ShownLength)];
        else if (bad < 0)
            return text;
        return text + "…";
    }
}
