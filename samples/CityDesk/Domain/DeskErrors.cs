using Platform.Errors;

namespace CityDesk.Domain;

/// <summary>
/// What the desk refuses, and why: the rules of requests here, the parameters of calls in the other part of this class. One
/// code for each thing that somebody can do something about; ErrorCodes.Unshipped.txt guards their meaning, and
/// DeskErrors.de.resx says them in German.
/// </summary>
[ErrorCatalog("citydesk", Resources = typeof(DeskErrors))]
public static partial class DeskErrors
{
    [Error("REQUEST_NOT_FOUND", ErrorKind.NotFound, Detail = "There is no request of this number.")]
    public static partial Error RequestNotFound();

    /// <summary>Somebody else was faster: the version that the caller has seen is not the one that stands.</summary>
    [Error("REQUEST_CHANGED", ErrorKind.Conflict, Detail = "This request has changed since you looked at it. Look again, then decide.")]
    public static partial Error RequestChanged();

    [Error("REQUEST_CLOSED", ErrorKind.Conflict, Detail = "This request is closed. Reopen it first.")]
    public static partial Error RequestClosed();

    [Error("REQUEST_NOT_CLOSED", ErrorKind.Conflict, Detail = "Only a closed request can be reopened.")]
    public static partial Error RequestNotClosed();

    [Error("ALREADY_ASSIGNED", ErrorKind.Conflict, Detail = "This request is assigned to {team} already.")]
    public static partial Error AlreadyAssigned(string team);

    [Error("ALREADY_NUMBERED", ErrorKind.Conflict, Detail = "This request has its number already.")]
    public static partial Error AlreadyNumbered();

    [Error("NEVER_NUMBERED", ErrorKind.Conflict, Detail = "Requests of this service are passed on without a number.")]
    public static partial Error NeverNumbered();

    /// <summary>An erasure is for good, from when it was decided on.</summary>
    [Error("RESIDENT_ERASED", ErrorKind.Conflict, Detail = "This resident was erased, or is about to be. There is nothing that could have a new key.")]
    public static partial Error ResidentErased();

    [Error("ACTION_UNKNOWN", ErrorKind.InvalidArgument, Detail = "The action is one of {actions}.")]
    public static partial Error ActionUnknown(string actions);

    [Error("VERSION_MISSING", ErrorKind.InvalidArgument, Detail = "Say which version of the request you have seen.")]
    public static partial Error VersionMissing();

    [Error("TEAM_MISSING", ErrorKind.InvalidArgument, Detail = "Say which team shall work on it.")]
    public static partial Error TeamMissing();

    /// <param name="action">The one action that takes a team.</param>
    [Error("TEAM_UNEXPECTED", ErrorKind.InvalidArgument, Detail = "A team is named only to {action}.")]
    public static partial Error TeamUnexpected(string action);

    [Error("NOTE_MISSING", ErrorKind.InvalidArgument, Detail = "Write a note. With close and reopen it is what the resident reads.")]
    public static partial Error NoteMissing();

    [Error("TEXT_BLANK", ErrorKind.InvalidArgument, Detail = "This is blank.")]
    public static partial Error TextBlank();

    [Error("TEXT_TOO_LONG", ErrorKind.InvalidArgument, Detail = "This is longer than {limit} characters.")]
    public static partial Error TextTooLong(int limit);

    /// <param name="character">The character by its name, as in <c>U+0007</c>.</param>
    [Error("CHARACTER_NOT_ALLOWED", ErrorKind.InvalidArgument, Detail = "This contains the character {character}, which is not allowed.")]
    public static partial Error CharacterNotAllowed(string character);

    /// <summary>One answer for an unknown name and for a wrong password.</summary>
    [Error("SIGN_IN_REFUSED", ErrorKind.Unauthenticated, Detail = "User name and password do not match.")]
    public static partial Error SignInRefused();

    [Error("CROSS_SITE_CALL", ErrorKind.PermissionDenied, Detail = "This call comes from another site.")]
    public static partial Error CrossSiteCall();
}
