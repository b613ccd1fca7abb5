using System.Reflection;

namespace Platform.Plugins.InProcess;

/// <summary>What processes of plugins may use, and what becomes of those that end.</summary>
public sealed class ProcessPlugins
{
    private const int LeastMemory = 16;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly List<Assembly> _shared = [];

    internal ProcessPlugins()
    {
    }

    /// <summary>
    /// The memory that objects of a plugin may take, in mebibytes, where its manifest does not say it (<c>limits.memoryMebibytes</c>).
    /// </summary>
    /// <value>256.</value>
    public int MemoryMebibytes { get; set; } = 256;

    /// <summary>
    /// How many processors a plugin may use without a break for <see cref="OverdueTimeout"/>, as 0.5 for half of one. One that uses more is
    /// ended and started again.
    /// </summary>
    /// <value>None: as many as there are.</value>
    public double? MostProcessors { get; set; }

    /// <summary>
    /// How long a call may go on after nobody waits for it any more. Then the process is ended, which nothing in the plugin can hinder, and
    /// started again.
    /// </summary>
    /// <value>10 seconds.</value>
    public TimeSpan OverdueTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the first start again waits, at most. Each one waits twice as long as the one before; chance takes away up to half.
    /// </summary>
    /// <value>One second.</value>
    public TimeSpan FirstRestart { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most that a start again waits.</summary>
    /// <value>One minute.</value>
    public TimeSpan LongestRestart { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many times a process may end within <see cref="CrashWindow"/> until the plugin is in quarantine, and is not started again.
    /// </summary>
    /// <value>5.</value>
    public int Crashes { get; set; } = 5;

    /// <summary>How long an end counts.</summary>
    /// <value>10 minutes.</value>
    public TimeSpan CrashWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether the clients of plugins may connect to addresses that are not of the public Internet. The process of the plugin itself holds
    /// to that, and the kernel to no more than the ports: it is for plugins that are honest.
    /// </summary>
    /// <value><see langword="false"/>.</value>
    public bool AllowPrivateAddresses { get; set; }

    internal IReadOnlyList<Assembly> Shared => _shared;

    /// <summary>
    /// Shares the assembly of a type with plugins: one of which contracts speak. The assemblies of contracts are shared already.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>The same object.</returns>
    public ProcessPlugins Share<T>()
    {
        _shared.Add(typeof(T).Assembly);
        return this;
    }

    internal IEnumerable<string> Faults()
    {
        if (MemoryMebibytes < LeastMemory)
            yield return $"MemoryMebibytes is {MemoryMebibytes}: nothing starts with less than {LeastMemory}.";
        if (MostProcessors <= 0)
            yield return $"MostProcessors is {MostProcessors}: say more than nothing, or leave it out.";
        if (Crashes < 1)
            yield return $"Crashes is {Crashes}: say 1 for quarantine after the first.";
        (string, TimeSpan)[] times =
        [
            (nameof(OverdueTimeout), OverdueTimeout), (nameof(FirstRestart), FirstRestart), (nameof(LongestRestart), LongestRestart),
            (nameof(CrashWindow), CrashWindow),
        ];
        foreach (var (property, value) in times)
        {
            if (value <= TimeSpan.Zero || value > Longest)
                yield return $"{property} is {value}: say more than nothing, and at most {Longest}.";
        }
        if (LongestRestart < FirstRestart)
            yield return $"LongestRestart is {LongestRestart}, and less than FirstRestart, which is {FirstRestart}.";
    }
}
