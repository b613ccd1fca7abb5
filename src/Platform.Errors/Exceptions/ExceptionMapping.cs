namespace Platform.Errors;

/// <summary>What an exception of some type means.</summary>
/// <param name="Make">Makes the error.</param>
/// <param name="IsRemote">Whether the error is what another service said, which its callers know best and those of this one not at all.</param>
internal sealed record ExceptionMapping(Func<Exception, Error> Make, bool IsRemote = false);
