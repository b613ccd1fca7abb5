namespace Platform.Errors.AspNetCore;

/// <summary>The format of one endpoint.</summary>
internal sealed record ErrorFormatMetadata(IErrorFormat Format);
