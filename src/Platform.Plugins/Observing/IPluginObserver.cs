namespace Platform.Plugins.Observing;

/// <summary>
/// Is told what becomes of plugins, in the order in which it happens to each: for those who keep a record of it. Add one to the services of the host.
/// </summary>
public interface IPluginObserver
{
    /// <summary>Something has happened. Called where it happens, by several threads at once: it returns soon, and what it throws is logged and changes nothing.</summary>
    /// <param name="occurrence">What.</param>
    void Observe(PluginOccurrence occurrence);
}
