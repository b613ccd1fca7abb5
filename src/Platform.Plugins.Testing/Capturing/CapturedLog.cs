using Microsoft.Extensions.Logging;

namespace Platform.Plugins.Testing.Capturing;

/// <summary>
/// Something that was logged, as text alone: the objects of a plugin would keep it in memory.
/// </summary>
/// <param name="Category">The category; that of a plugin begins with its id.</param>
/// <param name="Level">The level.</param>
/// <param name="Message">The message, with its values.</param>
/// <param name="Exception">The exception with its stack; nothing where there was none.</param>
public sealed record CapturedLog(string Category, LogLevel Level, string Message, string? Exception);
