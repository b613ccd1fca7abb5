using System.Resources;

namespace Platform.Validation.Hosting;

/// <summary>Texts that were added to a host.</summary>
internal sealed record MessageSource(ResourceManager Resources);
