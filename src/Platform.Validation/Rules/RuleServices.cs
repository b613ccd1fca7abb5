using System.ComponentModel;

namespace Platform.Validation.Rules;

/// <summary>Gets for asynchronous rules what they ask for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RuleServices
{
    /// <summary>A service.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="services">Where it is.</param>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static T Get<T>(IServiceProvider services)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        return (T?)services.GetService(typeof(T)) ?? throw new InvalidOperationException($"An asynchronous rule asks for a {typeof(T)}, which is not registered.");
    }
}
