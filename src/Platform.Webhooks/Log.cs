using System.Net;
using Microsoft.Extensions.Logging;
using Platform.Webhooks.Destinations;

namespace Platform.Webhooks;

/// <summary>What the package logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "A call to {Host} was refused before anything was sent: {Fault}, address {Address}, {AddressClass}.")]
    public static partial void DestinationRefused(ILogger logger, string host, DestinationFault fault, IPAddress? address, AddressClass? addressClass);
}
