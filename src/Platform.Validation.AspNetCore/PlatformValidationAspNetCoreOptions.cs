namespace Platform.Validation.AspNetCore;

/// <summary>How bodies are read and failures are answered.</summary>
public sealed class PlatformValidationAspNetCoreOptions
{
    /// <summary>The most bytes of a body that <see cref="Valid{T}"/> reads; beyond it the answer is 413.</summary>
    /// <value>Default 1 MiB; 1 to 128 MiB - 1.</value>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>How deep objects and arrays of a body may be nested, where its type has no schema of its own.</summary>
    /// <value>Default 64; 1 to 256.</value>
    public int MaxBodyDepth { get; set; } = 64;

    /// <summary>The status of the answer to what is not valid.</summary>
    /// <value>Default 400; 400 or 422.</value>
    public int StatusCode { get; set; } = 400;

    /// <summary>The <c>type</c> of the problem (RFC 9457, section 3.1.1).</summary>
    /// <value>Default <c>urn:error:common:validation-failed</c>, which is also that of Platform.Errors.</value>
    public string ProblemType { get; set; } = DefaultProblemType;

    internal const string DefaultProblemType = "urn:error:common:validation-failed";

    /// <summary>What happens at start about endpoints that take a body which nothing of ours validates.</summary>
    /// <value>Default <see cref="UnvalidatedBodies.Warn"/>.</value>
    public UnvalidatedBodies UnvalidatedBodies { get; set; } = UnvalidatedBodies.Warn;
}
