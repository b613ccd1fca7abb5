using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Platform.Errors.Grpc;

/// <summary>Adds Platform.Errors.Grpc to a service.</summary>
public static class PlatformErrorsGrpcExtensions
{
    /// <summary>Adds <see cref="RpcErrors"/> as a singleton. Calling it twice is harmless.</summary>
    /// <param name="builder">What <c>AddPlatformErrors()</c> returned.</param>
    /// <returns>The builder.</returns>
    public static PlatformErrorsBuilder AddGrpc(this PlatformErrorsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<RpcErrors>();
        return builder;
    }
}
