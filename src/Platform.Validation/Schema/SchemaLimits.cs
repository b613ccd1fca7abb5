using System.Diagnostics;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema;

/// <summary>
/// What neither an instance nor a schema may exceed. The defaults let any ordinary request body in and keep the worst one cheap.
/// </summary>
public sealed record SchemaLimits
{
    private const int TimeoutsInAll = 10;

    /// <summary>The default limits.</summary>
    public static SchemaLimits Default { get; } = new();

    /// <summary>
    /// Limits for schemas that somebody else wrote: instances up to 1 MiB and 1,000,000 steps, schemas up to 64 KiB, 64 levels and 1,000 subschemas, patterns up
    /// to 256 characters and 1,000,000 steps to compile them, 256 subschemas within each other. The others are the default ones.
    /// </summary>
    public static SchemaLimits Untrusted { get; } = new()
    {
        MaxBytes = 1024 * 1024,
        MaxSteps = 1_000_000,
        MaxEvaluationDepth = 256,
        PatternTimeout = TimeSpan.FromMilliseconds(20),
        MaxPatternLength = 256,
        MaxPatternSteps = 1_000_000,
        MaxSchemaBytes = 64 * 1024,
        MaxSchemaDepth = 64,
        MaxSubschemas = 1_000,
    };

    /// <summary>The most bytes of one instance.</summary>
    /// <value>Default 16 MiB; at most 128 MiB - 1.</value>
    public int MaxBytes { get; init => field = Within(value, 1, JsonTape.MostBytes); } = 16 * 1024 * 1024;

    /// <summary>How deep objects and arrays of an instance may be nested.</summary>
    /// <value>Default 64; at most 256.</value>
    public int MaxDepth { get; init => field = Within(value, 1, 256); } = 64;

    /// <summary>The most properties of any one object, known to the schema or not.</summary>
    /// <value>Default 10,000.</value>
    public int MaxProperties { get; init => field = Within(value, 0, int.MaxValue); } = 10_000;

    /// <summary>The most items of any one array.</summary>
    /// <value>Default 1,000,000.</value>
    public int MaxItems { get; init => field = Within(value, 0, int.MaxValue); } = 1_000_000;

    /// <summary>The most failures collected for one instance.</summary>
    /// <value>Default 100.</value>
    public int MaxFailures { get; init => field = Within(value, 1, int.MaxValue); } = 100;

    /// <summary>
    /// The most steps that one validation may take; a step is one subschema applied to one value, one member or item looked at,
    /// 64 bytes of text compared, or one to eight characters that a pattern looks at; a pattern of which more than 64 places can be
    /// reached counts more for each. It ends what a schema makes exponential, such as a recursion that branches.
    /// </summary>
    /// <value>Default 50,000,000.</value>
    public long MaxSteps { get; init => field = Within(value, 1, long.MaxValue); } = 50_000_000;

    /// <summary>How deep the application of subschemas may nest: <c>$ref</c> and <c>allOf</c> count as well as levels of the instance.</summary>
    /// <value>Default 1,000; at most 2,000. A thread with little stack ends earlier, with the same failure.</value>
    public int MaxEvaluationDepth { get; init => field = Within(value, 1, 2_000); } = 1_000;

    /// <summary>
    /// How long one match may take of a pattern that looks around or back, or is too large to be run in linear time. All such matches of
    /// one validation together may take ten times as long. What other patterns cost is counted in <see cref="MaxSteps"/> and not timed.
    /// </summary>
    /// <value>Default 100 milliseconds, so that one validation spends a second at most.</value>
    public TimeSpan PatternTimeout
    {
        get;
        init => field = value > TimeSpan.Zero && value <= TimeSpan.FromMinutes(1)
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The timeout of a pattern is more than zero and at most a minute.");
    } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pattern of a schema, in characters.</summary>
    /// <value>Default 4,096.</value>
    public int MaxPatternLength { get; init => field = Within(value, 1, 1_000_000); } = 4_096;

    /// <summary>
    /// The most steps that all patterns of one schema may take together to be compiled and matched with the names that the schema knows; a step is eight
    /// bytes that are kept, or sixteen things that are looked at on the way. Each pattern has bounds of its own, and a schema has room for thousands.
    /// </summary>
    /// <value>Default 50,000,000. Ordinary patterns take some hundreds each.</value>
    public long MaxPatternSteps { get; init => field = Within(value, 1, long.MaxValue); } = 50_000_000;

    /// <summary>The most bytes of one schema document.</summary>
    /// <value>Default 16 MiB.</value>
    public int MaxSchemaBytes { get; init => field = Within(value, 1, int.MaxValue); } = 16 * 1024 * 1024;

    /// <summary>How deep a schema document may be nested.</summary>
    /// <value>Default 256; at most 512.</value>
    public int MaxSchemaDepth { get; init => field = Within(value, 1, 512); } = 256;

    /// <summary>The most subschemas that one schema may consist of, references followed.</summary>
    /// <value>Default 100,000.</value>
    public int MaxSubschemas { get; init => field = Within(value, 1, 10_000_000); } = 100_000;

    /// <summary>How long all patterns of one validation that take time may take, in ticks of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    internal long MaxPatternTicks => (long)(PatternTimeout.TotalSeconds * TimeoutsInAll * TimeProvider.System.TimestampFrequency);

    private static int Within(int value, int least, int most) => (int)Within((long)value, least, most);

    [StackTraceHidden]
    private static long Within(long value, long least, long most) => value >= least && value <= most
        ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"The limit must be between {least} and {most}.");
}
