namespace Platform.Plugins.Abstractions.Wire;

/// <summary>
/// Carries calls of one implementation of a contract to where the plugin runs, as bytes. It knows nothing of contracts: a level of isolation implements it, and
/// what is generated for a contract calls it. Safe for use by several threads.
/// </summary>
public interface IPluginChannel
{
    /// <summary>Lends an empty message for the arguments of a call.</summary>
    /// <returns>The message.</returns>
    WireMessage Rent();

    /// <summary>Calls a method that answers once.</summary>
    /// <param name="member">The number of the method.</param>
    /// <param name="arguments">The arguments. The channel disposes of them, however the call ends.</param>
    /// <param name="cancellationToken">Gives up, and tells the plugin so.</param>
    /// <returns>The result, of which the caller disposes.</returns>
    ValueTask<WireMessage> CallAsync(int member, WireMessage arguments, CancellationToken cancellationToken);

    /// <summary>Calls a method that answers with a stream. Nothing is asked for before somebody waits for it.</summary>
    /// <param name="member">The number of the method.</param>
    /// <param name="arguments">The arguments. The channel disposes of them, however the stream ends.</param>
    /// <param name="cancellationToken">Gives up, and tells the plugin so.</param>
    /// <returns>The items, of each of which the caller disposes.</returns>
    IAsyncEnumerable<WireMessage> StreamAsync(int member, WireMessage arguments, CancellationToken cancellationToken);
}
