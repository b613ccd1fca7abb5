namespace Platform.Plugins.Abstractions.Wire;

/// <summary>Has calls that arrive as bytes done by an implementation of a contract: the other end of <see cref="IPluginChannel"/>, generated for the contract.</summary>
public interface IPluginDispatcher
{
    /// <summary>Calls a method that answers once.</summary>
    /// <param name="member">The number of the method.</param>
    /// <param name="arguments">The arguments, which have to remain until the call ends.</param>
    /// <param name="result">Where the result is written.</param>
    /// <param name="cancellationToken">Tells the method to give up.</param>
    /// <returns>A task that ends with the method.</returns>
    /// <exception cref="WireException">There is no such method, or its arguments are others.</exception>
    ValueTask CallAsync(int member, ReadOnlyMemory<byte> arguments, WireMessage result, CancellationToken cancellationToken);

    /// <summary>Calls a method that answers with a stream.</summary>
    /// <param name="member">The number of the method.</param>
    /// <param name="arguments">The arguments, which have to remain until the stream ends.</param>
    /// <param name="messages">Lends a message for each item.</param>
    /// <param name="cancellationToken">Tells the method to give up.</param>
    /// <returns>The items, of each of which the caller disposes.</returns>
    /// <exception cref="WireException">There is no such method, or its arguments are others.</exception>
    IAsyncEnumerable<WireMessage> StreamAsync(int member, ReadOnlyMemory<byte> arguments, WireMessages messages, CancellationToken cancellationToken);
}
