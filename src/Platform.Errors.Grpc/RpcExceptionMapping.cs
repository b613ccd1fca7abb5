using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Errors.Grpc;

/// <summary>Says what a failed call of a gRPC client means.</summary>
/// <param name="services">Where <see cref="RpcErrors"/> is, once it is needed: it is made of these same options.</param>
internal sealed class RpcExceptionMapping(IServiceProvider services) : IPostConfigureOptions<PlatformErrorsOptions>
{
    public void PostConfigure(string? name, PlatformErrorsOptions options)
    {
        if (!options.Mappings.ContainsKey(typeof(RpcException)))
            options.MapRemote<RpcException>(exception => services.GetRequiredService<RpcErrors>().FromException(exception));
    }
}
