using System.Runtime.InteropServices;

namespace Platform.Plugins.InProcess.Sandbox;

/// <summary>
/// Refuses calls of the kernel that no plugin needs, by a filter (<c>seccomp(2)</c>) that binds every thread of the process, those that are
/// there already too. A list of what is refused, and not of what is allowed: the runtime is another one with each version, and a plugin
/// that ends in the middle of a garbage collection helps nobody. Files are the affair of <see cref="Landlock"/>.
/// </summary>
internal static unsafe class SystemCalls
{
    private const int SetModeFilter = 1;
    private const int AllThreads = 1;

    private const uint Allow = 0x7FFF_0000;
    private const uint Kill = 0x8000_0000;
    private const uint NotPermitted = 0x0005_0000 | 1; // EPERM
    private const uint NotThere = 0x0005_0000 | 38; // ENOSYS

    private const ushort Load = 0x20;
    private const ushort IfEqual = 0x15;
    private const ushort IfAtLeast = 0x35;
    private const ushort IfBit = 0x45;
    private const ushort Return = 0x06;

    private const uint Number = 0;
    private const uint Architecture = 4;
    private const uint NewThread = 0x0001_0000; // CLONE_THREAD
    private const uint InterNetwork = 2; // AF_INET
    private const uint InterNetwork6 = 10; // AF_INET6

    private static readonly Table? Calls = RuntimeInformation.ProcessArchitecture switch
    {
        // The numbers of include/uapi/asm-generic/unistd.h and of arch/x86/entry/syscalls/syscall_64.tbl.
        System.Runtime.InteropServices.Architecture.X64 => new Table(
            0xC000003E, SecComp: 317, Fork: 56, Clone3: 435, Socket: 41, TgKill: 234, PrCtl: 157, PrLimit: 302,
            [
                57, 58, 59, 322, // fork, vfork, execve, execveat
                62, 200, 129, 297, 424, // kill, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal
                // ptrace, process_vm_readv, process_vm_writev, kcmp, pidfd_open, pidfd_getfd, process_madvise
                101, 310, 311, 312, 434, 438, 440,
                53, 50, 49, 43, 288, // socketpair, listen, bind, accept, accept4
                165, 166, 155, 161, 308, 272, 428, 429, 430, 431, 432, 433, 442, // mounts, roots and namespaces
                321, 298, 323, 425, 426, 427, // bpf, perf_event_open, userfaultfd, io_uring
                248, 249, 250, 303, 304, // keys, handles of files
                175, 313, 176, 246, 320, 169, 167, 168, 163, 172, 173, 135, // modules, kexec, reboot, swap, acct, ports, personality
                160, 164, 227, 305, 170, 171, 159, // setrlimit, clocks, names
                105, 106, 113, 114, 117, 119, 116, 122, 123, 126, // users, groups, capset
            ]),
        System.Runtime.InteropServices.Architecture.Arm64 => new Table(
            0xC00000B7, SecComp: 277, Fork: 220, Clone3: 435, Socket: 198, TgKill: 131, PrCtl: 167, PrLimit: 261,
            [
                221, 281,
                129, 130, 138, 240, 424,
                117, 270, 271, 272, 434, 438, 440,
                199, 201, 200, 202, 242,
                40, 39, 41, 51, 268, 97, 428, 429, 430, 431, 432, 433, 442,
                280, 241, 282, 425, 426, 427,
                217, 218, 219, 264, 265,
                105, 273, 106, 104, 294, 142, 224, 225, 89, 92,
                164, 170, 112, 266, 161, 162, 171,
                145, 146, 143, 144, 147, 149, 159, 151, 152, 91,
            ]),
        _ => null,
    };

    /// <summary>Whether the kernel has filters, and this processor is one whose calls are known here.</summary>
    public static bool AreKnown { get; } = OperatingSystem.IsLinux() && Calls is not null && HasFilters();

    /// <summary>Binds the whole process for good.</summary>
    /// <param name="hasNetwork">Whether it may connect to addresses of the Internet. Sockets of other kinds it may not have.</param>
    public static void Restrict(bool hasNetwork)
    {
        var table = Calls!;
        var filter = Program(table, hasNetwork, (uint)Environment.ProcessId);
        fixed (Instruction* instructions = filter)
        {
            var program = new FilterProgram((ushort)filter.Length, (nint)instructions);
            if (Libc.SysCall(table.SecComp, SetModeFilter, AllThreads, (nint)(&program), 0) != 0)
                throw Libc.Failure("seccomp");
        }
    }

    private static bool HasFilters()
    {
        var action = Kill;
        return Libc.SysCall(Calls!.SecComp, 2, 0, (nint)(&action), 0) == 0; // SECCOMP_GET_ACTION_AVAIL
    }

    private static Instruction[] Program(Table calls, bool hasNetwork, uint self)
    {
        var (allow, refuse) = (new Instruction(Return, 0, 0, Allow), new Instruction(Return, 0, 0, NotPermitted));
        var program = new List<Instruction>
        {
            new(Load, 0, 0, Architecture),
            new(IfEqual, 1, 0, calls.Audit),
            new(Return, 0, 0, Kill),
            new(Load, 0, 0, Number),
            // The calls of x32 have numbers of their own.
            new(IfAtLeast, 0, 1, 0x4000_0000),
            refuse,
        };
        foreach (var call in calls.Refused)
            program.AddRange([new(IfEqual, 0, 1, call), refuse]);
        // What the C library falls back from, to the call whose flags can be seen.
        program.AddRange([new(IfEqual, 0, 1, calls.Clone3), new(Return, 0, 0, NotThere)]);
        // Threads, and no processes.
        program.AddRange([new(IfEqual, 0, 4, calls.Fork), Argument(0), new(IfBit, 1, 0, NewThread), refuse, allow]);
        // The runtime interrupts threads of its own.
        program.AddRange([new(IfEqual, 0, 4, calls.TgKill), Argument(0), new(IfEqual, 1, 0, self), refuse, allow]);
        // Whoever is not ended with his host outlives it.
        program.AddRange([new(IfEqual, 0, 4, calls.PrCtl), Argument(0), new(IfEqual, 0, 1, Libc.ParentDeathSignal), refuse, allow]);
        // Limits may be asked for, and not set.
        program.AddRange(
        [
            new(IfEqual, 0, 6, calls.PrLimit), Argument(2), new(IfEqual, 0, 2, 0), Argument(2, isHigh: true), new(IfEqual, 1, 0, 0),
            refuse, allow,
        ]);
        program.AddRange(hasNetwork
            ?
            [
                new(IfEqual, 0, 5, calls.Socket), Argument(0), new(IfEqual, 2, 0, InterNetwork), new(IfEqual, 1, 0, InterNetwork6),
                refuse, allow,
            ]
            : [new(IfEqual, 0, 1, calls.Socket), refuse]);
        program.Add(allow);
        return [.. program];
    }

    /// <summary>Loads half of an argument: both kinds of processors have the low half first.</summary>
    private static Instruction Argument(int index, bool isHigh = false) => new(Load, 0, 0, (uint)(16 + (index * 8) + (isHigh ? 4 : 0)));

    private sealed record Table(
        uint Audit, int SecComp, uint Fork, uint Clone3, uint Socket, uint TgKill, uint PrCtl, uint PrLimit, uint[] Refused);

    /// <summary><c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct FilterProgram(ushort Length, nint Instructions);
}
