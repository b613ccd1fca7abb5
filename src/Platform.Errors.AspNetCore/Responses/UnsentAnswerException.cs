namespace Platform.Errors.AspNetCore;

/// <summary>
/// Takes a request to the server whose answer can no longer be given here. The failure has been reported, so whoever meets it on the way lets it pass; the
/// server answers with 500 and no body, which is more than a connection that breaks: a client would take that for a request that may be sent again.
/// </summary>
internal sealed class UnsentAnswerException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
