namespace Platform.Errors.AspNetCore;

internal sealed record ErrorFeature(Error Error) : IErrorFeature;
