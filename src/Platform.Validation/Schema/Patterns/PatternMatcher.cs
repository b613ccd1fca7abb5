using System.Text.RegularExpressions;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Patterns;

/// <summary>A pattern of a schema, ready to be matched. Immutable and safe on many threads.</summary>
internal abstract class PatternMatcher(string pattern)
{
    /// <summary>How much longer than the limit for patterns one may become when it is translated; each property of Unicode is many ranges.</summary>
    private const int MostGrowth = 64;

    /// <summary>As the schema writes it.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>Whether time has to be watched: how long a character takes is not known.</summary>
    public virtual bool TakesTime => false;

    /// <summary>Whether some part of a text matches.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="scratch">Memory for a text that has to be written in another way first.</param>
    /// <param name="steps">What is counted, besides the reading of the text, goes here; it is the same each time.</param>
    /// <param name="mostSteps">Beyond this the answer may be left out: it is then <see langword="false"/>.</param>
    /// <exception cref="RegexMatchTimeoutException">It took longer than it may.</exception>
    public abstract bool IsMatch(ReadOnlySpan<byte> utf8, ByteScratch scratch, ref long steps, long mostSteps);

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="JsonSchemaException">It is no regular expression, too long, or not allowed from whom it came.</exception>
    public static PatternMatcher Compile(string pattern, JsonSchemaOptions options, string location) =>
        Compile(pattern, options, location, new PatternWork(long.MaxValue));

    /// <inheritdoc cref="Compile(string, JsonSchemaOptions, string)"/>
    /// <remarks>What it costs is counted in <paramref name="work"/>, also where nothing comes of it; it is bounded by the limits for one pattern.</remarks>
    public static PatternMatcher Compile(string pattern, JsonSchemaOptions options, string location, PatternWork work)
    {
        var limits = options.Limits;
        if (pattern.Length > limits.MaxPatternLength)
            throw new JsonSchemaException($"The pattern has {pattern.Length} characters, and the limit is {limits.MaxPatternLength} (SchemaLimits.MaxPatternLength).", location);
        work.Spend(pattern.Length);
        EcmaNode node;
        try
        {
            node = EcmaParser.Parse(pattern);
        }
        catch (EcmaSyntaxException exception)
        {
            throw new JsonSchemaException($"\"{pattern}\" is no regular expression of ECMA-262: {exception.Message}.", location, exception);
        }
        if (!node.Has<EcmaNode.BackReference>())
            node = node.Simplify();
        if (SequenceMatcher.TryCreate(pattern, node, work) is { } simple)
            return simple;
        var isRegular = !node.Has<EcmaNode.BackReference>() && !node.Has<EcmaNode.Look>();
        if (isRegular && GlushkovAutomaton.TryCreate(pattern, node, options.Trust, work) is { } automaton)
            return automaton;
        if (options.Trust == SchemaTrust.Untrusted)
        {
            throw new JsonSchemaException(
                $"The pattern \"{pattern}\" {(isRegular ? "is too large to" : "looks around or back, and so cannot")} be matched in linear time, "
                + "which a schema that is not trusted has to be. " + (isRegular ? "Use smaller repetitions." : "Write it without."),
                location);
        }
        var translated = DotNetPattern.Of(node);
        if (translated.Length > (long)limits.MaxPatternLength * MostGrowth)
        {
            throw new JsonSchemaException(
                $"The pattern \"{pattern}\" becomes too large when its classes are written out. Use \\p{{…}} less often.", location);
        }
        work.Spend(translated.Length);
        try
        {
            return new RegexMatcher(pattern, new Regex(translated, RegexOptions.CultureInvariant, limits.PatternTimeout));
        }
        catch (ArgumentException exception)
        {
            throw new JsonSchemaException($"The pattern \"{pattern}\" cannot be run: {exception.Message}", location, exception);
        }
    }
}
