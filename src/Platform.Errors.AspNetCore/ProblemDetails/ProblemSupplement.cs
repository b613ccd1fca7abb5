namespace Platform.Errors.AspNetCore;

/// <summary>What a problem says beside the error that is in it.</summary>
/// <param name="Instance">What occurred (RFC 9457 §3.1.5), or <see langword="null"/>.</param>
/// <param name="Members">Further members, or <see langword="null"/>.</param>
/// <param name="HasOwnTexts">Whether title or detail are texts that somebody wrote, in a language that only he knows.</param>
internal readonly record struct ProblemSupplement(string? Instance, ProblemMembers? Members, bool HasOwnTexts);
