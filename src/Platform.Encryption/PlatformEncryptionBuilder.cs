using Microsoft.Extensions.DependencyInjection;

namespace Platform.Encryption;

/// <summary>Says where keys come from. Made by <c>AddPlatformEncryption</c>.</summary>
public sealed class PlatformEncryptionBuilder
{
    internal PlatformEncryptionBuilder(IServiceCollection services) => Services = services;

    /// <summary>The name of what is built: "Encryption".</summary>
    public string Name { get; } = "Encryption";

    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; }
}
