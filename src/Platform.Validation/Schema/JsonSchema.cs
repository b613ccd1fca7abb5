using System.Buffers;
using System.Text;
using Platform.Shared;
using Platform.Validation.Schema.Compiling;
using Platform.Validation.Schema.Evaluation;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema;

/// <summary>
/// A compiled JSON Schema (drafts 2020-12, 2019-09, 7, 6 and 4). It judges UTF-8 bytes as they are, builds no document, and allocates
/// nothing where they are valid.
/// </summary>
/// <remarks>Immutable and safe on many threads at once: compile once, keep it.</remarks>
public sealed partial class JsonSchema
{
    private readonly CompiledSchema _compiled;

    private JsonSchema(CompiledSchema compiled) => _compiled = compiled;

    /// <summary>Compiles a schema.</summary>
    /// <param name="utf8Schema">The schema, as UTF-8 JSON. It is copied.</param>
    /// <param name="options">How; read once. The defaults when left out.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="JsonSchemaException">It is no schema, refers to something that is not there, applies itself to the same value without end, or exceeds a limit.</exception>
    public static JsonSchema Compile(ReadOnlySpan<byte> utf8Schema, JsonSchemaOptions? options = null) =>
        new(SchemaCompiler.Compile(utf8Schema, options ?? new JsonSchemaOptions()));

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema, as JSON.</param>
    /// <param name="options">How; read once. The defaults when left out.</param>
    /// <returns>The compiled schema.</returns>
    /// <exception cref="JsonSchemaException">As for the other overload.</exception>
    public static JsonSchema Compile(string schema, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Compile(Encoding.UTF8.GetBytes(schema), options);
    }

    /// <summary>Whether bytes are valid JSON that the schema lets in.</summary>
    /// <param name="utf8Json">The bytes.</param>
    /// <returns>Whether they are. Nothing is allocated.</returns>
    [HotPath]
    public bool IsValid(ReadOnlySpan<byte> utf8Json) => IsValid(utf8Json, out _);

    /// <summary>Whether bytes that lie in several pieces are valid JSON that the schema lets in.</summary>
    /// <param name="utf8Json">The bytes. Several pieces are joined in a pooled buffer first, up to <see cref="SchemaLimits.MaxBytes"/>.</param>
    /// <returns>Whether they are. Nothing is allocated.</returns>
    [HotPath]
    public bool IsValid(in ReadOnlySequence<byte> utf8Json)
    {
        if (utf8Json.IsSingleSegment)
            return IsValid(utf8Json.FirstSpan);
        if (utf8Json.Length > _compiled.Limits.MaxBytes)
            return false;
        var joined = Join(utf8Json);
        try
        {
            return IsValid(joined.AsSpan(0, (int)utf8Json.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>Says what is wrong with bytes, if anything is.</summary>
    /// <param name="utf8Json">The bytes.</param>
    /// <param name="detail">How much is said.</param>
    /// <returns>The result; where nothing is wrong <see cref="ValidationResult.Valid"/>, and nothing is allocated.</returns>
    [HotPath]
    public ValidationResult Validate(ReadOnlySpan<byte> utf8Json, SchemaDetail detail = SchemaDetail.AllFailures)
    {
        var state = EvaluationState.Take();
        try
        {
            var fault = Judge(utf8Json, state, out var verdict);
            return fault == ScanFault.None && verdict.IsValid ? ValidationResult.Valid : Explain(utf8Json, state, fault, verdict, detail);
        }
        finally
        {
            state.Return();
        }
    }

    /// <summary>Says what is wrong with bytes that lie in several pieces, if anything is.</summary>
    /// <param name="utf8Json">The bytes. Several pieces are joined in a pooled buffer first, up to <see cref="SchemaLimits.MaxBytes"/>.</param>
    /// <param name="detail">How much is said.</param>
    /// <returns>The result; where nothing is wrong <see cref="ValidationResult.Valid"/>, and nothing is allocated.</returns>
    [HotPath]
    public ValidationResult Validate(in ReadOnlySequence<byte> utf8Json, SchemaDetail detail = SchemaDetail.AllFailures)
    {
        if (utf8Json.IsSingleSegment)
            return Validate(utf8Json.FirstSpan, detail);
        if (utf8Json.Length > _compiled.Limits.MaxBytes)
            return TooLarge();
        var joined = Join(utf8Json);
        try
        {
            return Validate(joined.AsSpan(0, (int)utf8Json.Length), detail);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>Hands what is wrong with bytes to a sink, one failure after another, up to <see cref="SchemaLimits.MaxFailures"/>.</summary>
    /// <param name="utf8Json">The bytes.</param>
    /// <param name="sink">Takes the failures; it is not called where nothing is wrong.</param>
    /// <returns>Whether nothing is wrong.</returns>
    [HotPath]
    public bool Validate(ReadOnlySpan<byte> utf8Json, IValidationSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var state = EvaluationState.Take();
        try
        {
            var fault = Judge(utf8Json, state, out var verdict);
            if (fault == ScanFault.None && verdict.IsValid)
                return true;
            Explain(utf8Json, state, fault, verdict, sink, _compiled.Limits.MaxFailures);
            return false;
        }
        finally
        {
            state.Return();
        }
    }

    /// <summary>Judges, and gives the number of steps that it took.</summary>
    internal bool IsValid(ReadOnlySpan<byte> utf8Json, out long steps)
    {
        var state = EvaluationState.Take();
        try
        {
            var fault = Judge(utf8Json, state, out var verdict);
            steps = verdict.Steps;
            return fault == ScanFault.None && verdict.IsValid;
        }
        finally
        {
            state.Return();
        }
    }

    private ScanFault Judge(ReadOnlySpan<byte> utf8Json, EvaluationState state, out Verdict verdict)
    {
        verdict = default;
        var fault = state.Tape.Scan(utf8Json, _compiled.ScanLimits, state.Scratch);
        if (fault != ScanFault.None)
            return fault;
        var evaluator = new Evaluator(_compiled, utf8Json, state, null);
        var valid = evaluator.Run<Judging>();
        verdict = new Verdict(valid, evaluator.Ended, evaluator.EndedByPattern, evaluator.Steps);
        return ScanFault.None;
    }

    private static byte[] Join(in ReadOnlySequence<byte> sequence)
    {
        var joined = ArrayPool<byte>.Shared.Rent((int)sequence.Length);
        sequence.CopyTo(joined);
        return joined;
    }

    /// <summary>What came of an evaluation that describes nothing.</summary>
    private readonly record struct Verdict(bool IsValid, Halt Ended, string? Pattern, long Steps);
}
