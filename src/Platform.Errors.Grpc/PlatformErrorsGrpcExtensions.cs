using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Platform.Errors.Grpc;

/// <summary>Adds Platform.Errors.Grpc to a service.</summary>
public static class PlatformErrorsGrpcExtensions
{
    /// <summary>
    /// Adds <see cref="RpcErrors"/> as a singleton, and tells the <see cref="ExceptionMap"/> that an <see cref="RpcException"/> says what another service
    /// answered, unless the service has a mapping of its own for it. Calling it twice is harmless.
    /// </summary>
    /// <param name="builder">What <c>AddPlatformErrors()</c> returned.</param>
    /// <returns>The builder.</returns>
    public static PlatformErrorsBuilder AddGrpc(this PlatformErrorsBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<RpcErrors>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<PlatformErrorsOptions>, RpcExceptionMapping>());
        return builder;
    }
}
